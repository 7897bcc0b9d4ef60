import type { ChartOption } from './look.ts'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Deep equality; functions are equal only when they are the same, because they may hold what they format. */
function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!sameValue(a[i], b[i])) return false
    return true
  }
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every((key) => key in b && sameValue(a[key], b[key]))
}

const itemsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]

const shapeOf = (option: ChartOption): string =>
  Object.keys(option)
    .map((key) => {
      const items = itemsOf(option[key])
      const ids = items.map((item) => (isRecord(item) ? `${item['id']}:${item['type']}` : ''))
      return `${key}[${ids.join()}]`
    })
    .join()

/**
 * What has to be told to a chart that shows `before` so that it shows `after`: only the components and the series'
 * fields that changed, series named by their id.
 *
 * @returns null when the charts are built differently and `after` must replace the whole; `{}` when nothing changed
 */
export function changedParts(before: ChartOption, after: ChartOption): ChartOption | null {
  if (shapeOf(before) !== shapeOf(after)) return null
  const parts: ChartOption = {}
  for (const key of Object.keys(after)) {
    if (sameValue(before[key], after[key])) continue
    if (key !== 'series') {
      parts[key] = after[key]
      continue
    }
    const old = itemsOf(before[key])
    parts[key] = itemsOf(after[key]).map((item, i) => changedFields(old[i], item))
  }
  return parts
}

function changedFields(before: unknown, after: unknown): unknown {
  if (!isRecord(before) || !isRecord(after)) return after
  const fields: Record<string, unknown> = { id: after['id'], type: after['type'] }
  for (const key of Object.keys(after)) {
    if (!sameValue(before[key], after[key])) fields[key] = after[key]
  }
  return fields
}
