import { ERROR_CODES, isErrorCode } from '../../../protocol/error/codes.ts'
import type { OrderNote } from '../../../protocol/order/note.ts'
import { ApiProblem } from '../../data/api.ts'
import { formatExact } from '../../i18n/clock.ts'
import { type Language, textIn } from '../../i18n/text.ts'
import type { Reading } from './talk-api.ts'
import type { TalkText } from './talk-words.ts'

/** `2026-11-26 10:32`, or `10:32` when it is of the same day as now. */
export function shortTime(iso: string, nowMs: number): string {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) return iso
  const exact = formatExact(ms)
  return exact.slice(0, 10) === formatExact(nowMs).slice(0, 10)
    ? exact.slice(11, 16)
    : exact.slice(0, 16)
}

/** `1.4 MB`, `820 kB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

export const placeText = ([lon, lat]: readonly [number, number]): string =>
  `${lon.toFixed(5)}, ${lat.toFixed(5)}`

/** What a person reads when a comment or a file was not taken. */
export function problemText(problem: unknown, text: TalkText, language: Language): string {
  const code = problem instanceof ApiProblem ? problem.code : 'INTERNAL'
  const detail = problem instanceof ApiProblem ? problem.detail : {}
  if (code === 'UNREACHABLE') return textIn(language).healthDown
  if (code === 'TOO_LARGE') return 'mostFiles' in detail ? text.tooManyFiles : text.tooLarge
  if (code === 'FILE_KIND' && detail['reason'] === 'empty') return text.empty
  if (code === 'FILE_KIND' && 'reason' in detail) return text.damaged
  const said = isErrorCode(code) ? ERROR_CODES[code][language] : code
  return code === 'FILE_KIND' ? `${said} (${text.limits})` : said
}

/** Everything that others have said or attached since `name` has read last; his own is no news to him. */
export function newsFor(name: string, notes: readonly OrderNote[]): readonly OrderNote[] {
  const last = notes.find((note) => note.kind === 'read' && note.by === name)?.at ?? ''
  return notes.filter((note) => note.kind !== 'read' && note.by !== name && note.at > last)
}

export type ReaderGroup = {
  readonly department: string | null
  readonly readers: readonly Reading[]
}

/** Who has read, by department, the centre first; within each the latest reader first. */
export function readersOf(notes: readonly OrderNote[]): readonly ReaderGroup[] {
  const groups = new Map<string | null, Reading[]>()
  for (const note of notes) {
    if (note.kind !== 'read') continue
    groups.set(note.department, [...(groups.get(note.department) ?? []), note])
  }
  return [...groups]
    .map(([department, readers]) => ({
      department,
      readers: readers.toSorted((a, b) => (a.at < b.at ? 1 : -1)),
    }))
    .sort((a, b) => Number(a.department !== null) - Number(b.department !== null))
}
