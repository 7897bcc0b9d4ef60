import type { Route, RoutingFacts } from './routing.ts'

export type Said = { readonly zh: string; readonly en: string }

/** What a town, a type and a department are called; a code without a name stands for itself. */
export type RoutingSpeaker = {
  readonly town: (code: string) => Said
  readonly type: (code: string) => Said
  readonly category: (id: string) => Said
  readonly department: (code: string) => Said
}

/** Why an order goes where it goes, in a sentence. */
export function explainRoute(
  { row, department }: Route,
  { type }: RoutingFacts,
  names: RoutingSpeaker,
): Said {
  const to = names.department(department)
  if (row === null) {
    const of = names.type(type)
    return {
      zh: `没有适用的规则,按类型“${of.zh}”的主办部门派往${to.zh}`,
      en: `No row applies; the lead department of “${of.en}” takes it: ${to.en}`,
    }
  }
  const said: Said[] = [
    ...(row.type === undefined ? [] : [names.type(row.type)]),
    ...(row.category === undefined ? [] : [names.category(row.category)]),
    ...(row.town === undefined ? [] : [names.town(row.town)]),
    ...(row.severity === undefined
      ? []
      : [{ zh: `${row.severity}级`, en: `severity ${row.severity}` }]),
  ]
  const zh = said.length === 0 ? '全部工单' : said.map((part) => part.zh).join(' · ')
  const en = said.length === 0 ? 'every order' : said.map((part) => part.en).join(' · ')
  const note = row.note === undefined || row.note === '' ? '' : ` — ${row.note}`
  return {
    zh: `规则 ${row.id}(${zh})派往${to.zh}${note}`,
    en: `Row ${row.id} (${en}) sends it to ${to.en}${note}`,
  }
}
