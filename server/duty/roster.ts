import { randomUUID } from 'node:crypto'
import {
  clashesIn,
  gapsIn,
  onDutyAt,
  postsOf,
  type RosterClash,
  type RosterGap,
  type RosterRow,
} from '../../protocol/duty/roster.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { RecordStore } from '../store/store.ts'
import { createBook } from './book.ts'
import { parseRosterCsv, type RosterProblem } from './roster-csv.ts'
import { parseRosterIcal } from './roster-ical.ts'

export type NewRosterRow = Pick<RosterRow, 'post' | 'name' | 'startsAt' | 'endsAt'> &
  Partial<Pick<RosterRow, 'phone' | 'account' | 'note'>>

export type RosterImport = {
  readonly rows: readonly RosterRow[]
  readonly replaced: number
  readonly problems: readonly RosterProblem[]
}

export type RosterView = {
  readonly rows: readonly RosterRow[]
  readonly posts: readonly string[]
  readonly gaps: readonly RosterGap[]
  readonly clashes: readonly RosterClash[]
}

const DAY_MS = 86_400_000
/** Gaps are looked for this far ahead (FEATURES D18). */
export const GAPS_AHEAD_MS = 7 * DAY_MS
/** Longest turn: rows are found by their start. */
const LONGEST_TURN_MS = 31 * DAY_MS
const MOST_ROWS = 20_000

/** A turn by its post, its times and whose it is. */
const turnOf = ({ post, startsAt, endsAt }: RosterRow, name: string): string =>
  [post, startsAt, endsAt, name].join('|')

/** The duty roster (值班表): imported or written by hand, swapped, looked through for gaps. */
export function createRoster(store: RecordStore, nowMs: () => number) {
  const book = createBook<RosterRow>(store, 'duty.roster', ({ id, post, startsAt }) => ({
    id,
    key: post,
    atMs: Date.parse(startsAt),
  }))
  const between = (fromMs: number, toMs: number): Promise<RosterRow[]> =>
    book.list({ fromMs: fromMs - LONGEST_TURN_MS, toMs, limit: MOST_ROWS })
  const checked = (row: RosterRow): RosterRow => {
    const lasts = Date.parse(row.endsAt) - Date.parse(row.startsAt)
    if (!(lasts > 0 && lasts <= LONGEST_TURN_MS)) {
      throw new AppError('MALFORMED', {
        detail: { field: 'endsAt', reason: 'not after the start, or more than 31 days' },
      })
    }
    return row
  }
  const existing = async (id: string): Promise<RosterRow> => {
    const row = await book.one(id)
    if (row === null) throw new AppError('NOT_FOUND', { detail: { row: id } })
    return row
  }

  return {
    onDuty: async (atMs: number): Promise<RosterRow[]> =>
      onDutyAt(await between(atMs, atMs + 1), atMs),

    /** Turns that touch [fromMs, toMs), with the gaps and clashes among them. */
    async view(fromMs: number, toMs: number): Promise<RosterView> {
      const rows = (await between(fromMs, toMs)).filter((row) => Date.parse(row.endsAt) > fromMs)
      const posts = postsOf(rows)
      return { rows, posts, gaps: gapsIn(rows, posts, fromMs, toMs), clashes: clashesIn(rows) }
    },

    /** When nobody holds a post in the coming week; posts are those of the week and of the month before it. */
    async gapsAhead(): Promise<RosterGap[]> {
      const fromMs = nowMs()
      const toMs = fromMs + GAPS_AHEAD_MS
      const rows = await between(fromMs, toMs)
      return gapsIn(rows, postsOf(rows), fromMs, toMs)
    },

    async add(row: NewRosterRow, by: string): Promise<RosterRow> {
      const { phone = '', account = null, note = '', ...turn } = row
      const source = `manual:${by}`
      const made = checked({
        id: randomUUID(),
        ...turn,
        phone,
        account,
        note,
        source,
        insteadOf: null,
      })
      await book.put(made)
      return made
    },

    /** Somebody else takes a turn (换班, 替班); the row keeps whose it was. */
    async swap(
      id: string,
      to: { name: string; phone?: string; account?: string | null; note?: string },
    ): Promise<RosterRow> {
      const row = await existing(id)
      const swapped: RosterRow = {
        ...row,
        name: to.name,
        phone: to.phone ?? '',
        account: to.account ?? null,
        note: to.note ?? row.note,
        insteadOf: row.insteadOf ?? row.name,
      }
      await book.put(swapped)
      return swapped
    },

    async remove(id: string): Promise<void> {
      await existing(id)
      await book.remove([id])
    },

    /**
     * Takes a roster in. Rows of the same source and span that were imported before are replaced, so that a corrected
     * file can simply be sent again; a bad row costs only itself. A turn that was swapped meanwhile stays with whoever took
     * it.
     *
     * @param fileName names the source
     * @throws AppError MALFORMED when the file as a whole cannot be read
     */
    async importFile(fileName: string, text: string, dryRun: boolean): Promise<RosterImport> {
      const source = `file:${fileName}`
      const isIcal = /^\s*BEGIN:VCALENDAR/i.test(text)
      const parsed = isIcal ? parseRosterIcal(text, source, nowMs()) : parseRosterCsv(text, source)
      const starts = parsed.rows.map(({ startsAt }) => Date.parse(startsAt))
      const known =
        starts.length === 0
          ? []
          : (
              await book.list({
                fromMs: Math.min(...starts),
                toMs: Math.max(...starts) + 1,
                limit: MOST_ROWS,
              })
            ).filter((row) => row.source.replace(/#.*$/, '') === source)
      const swapped = new Set(
        known.flatMap((row) => (row.insteadOf === null ? [] : [turnOf(row, row.insteadOf)])),
      )
      const replaced = known.filter(({ insteadOf }) => insteadOf === null)
      const rows = parsed.rows.filter((row) => !swapped.has(turnOf(row, row.name)))
      if (!dryRun) {
        await book.remove(replaced.map(({ id }) => id))
        await book.put(...rows)
      }
      return { rows, problems: parsed.problems, replaced: replaced.length }
    },
  }
}
