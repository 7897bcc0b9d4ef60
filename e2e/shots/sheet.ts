/** One scenario's picture, named as the page names it. */
export type Shot = {
  readonly scenario: string
  readonly name: string
  readonly question: string
  readonly shape: string
  /** File name beside the page. */
  readonly file: string
}

const safe = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const STYLE = `body { margin: 0; padding: 12px; background: #06090f; color: #c8d2dc; font: 15px/1.4 sans-serif }
main { display: grid; gap: 14px 12px; grid-template-columns: repeat(var(--columns), 1fr) }
figure { margin: 0 } img { display: block; width: 100%; height: auto }
figcaption { padding-top: 4px } small { color: #8695a5 }`

/** Pictures beside each other with their names, to see at one glance which look alike. Each opens whole. */
export function sheetOf(shots: readonly Shot[], columns: number): string {
  const figures = shots.map(
    ({ scenario, name, question, shape, file }) =>
      `<figure><a href="${safe(file)}"><img src="${safe(file)}" alt="${safe(name)}"></a>` +
      `<figcaption>${safe(scenario)} ${safe(name)} <small>${safe(shape)} · ${safe(question)}</small></figcaption></figure>`,
  )
  return `<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>${STYLE}</style>
<main style="--columns: ${columns}">${figures.join('\n')}</main>`
}

/** Columns that keep a sheet about as wide as high, by the shape of its pictures. */
export const columnsFor = (width: number, height: number): number =>
  width / height > 3 ? 2 : width > height ? 3 : 6
