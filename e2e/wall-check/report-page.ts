import type { Fault } from './judge.ts'
import type { Finding } from './walk.ts'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const worst = ({ verdict }: Finding): number => verdict.faults[0]?.badness ?? 0

/** What is shown around a fault, CSS pixels. */
const AROUND = 60
const MOST_CROPS = 12

/** A page a person can look at: the worst pictures first, each with a crop of what falls short. */
export function pageOf(findings: readonly Finding[]): string {
  const short = findings.filter(({ verdict }) => verdict.faults.length > 0)
  const inOrder = [...short].sort((a, b) => worst(b) - worst(a))
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Wall check</title>
<style>
body { margin: 2rem; background: #0a0f16; color: #eef3f6; font: 15px/1.5 sans-serif }
h2 { margin: 2.5rem 0 .5rem; font-size: 18px }
ul { display: flex; flex-wrap: wrap; gap: 1rem; padding: 0; list-style: none }
li { max-width: 32rem }
.crop { overflow: hidden; position: relative; border: 1px solid #445; background-repeat: no-repeat }
.crop i { position: absolute; outline: 2px solid #ff9a3d }
small { display: block; color: #b3bdc5 }
img { width: 100% }
</style>
<h1>${findings.length} pictures, ${findings.length - short.length} pass, ${short.length} fall short</h1>
${inOrder.map(section).join('\n')}
</html>
`
}

function section({ scenario, shape, verdict, picture }: Finding): string {
  const { faults } = verdict
  const source = `data:image/jpeg;base64,${picture ?? ''}`
  const id = `p-${scenario}-${shape.id}`
  const more = faults.length > MOST_CROPS ? `<p>and ${faults.length - MOST_CROPS} more</p>` : ''
  return `<h2>${escaped(scenario)} · ${shape.id} · ${faults.length}</h2>
<style>.${id} { background-image: url(${source}) }</style>
<details><summary>whole picture</summary><img alt="" src="${source}"></details>
<ul>${faults
    .slice(0, MOST_CROPS)
    .map((fault) => item(fault, id))
    .join('')}</ul>${more}`
}

function item({ kind, what, box }: Fault, id: string): string {
  const words = `<small>${kind}: ${escaped(what)}</small>`
  if (box === null) return `<li>${words}</li>`
  const left = Math.max(0, box.left - AROUND)
  const top = Math.max(0, box.top - AROUND / 2)
  const width = Math.min(500, box.width + 2 * AROUND)
  const height = box.height + AROUND
  return `<li><div class="crop ${id}" style="width:${width}px;height:${height}px;background-position:${-left}px ${-top}px"><i style="left:${box.left - left}px;top:${box.top - top}px;width:${box.width}px;height:${box.height}px"></i></div>${words}</li>`
}
