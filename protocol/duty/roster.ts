import { groupBy } from '../group-by.ts'

/** One turn of duty of one person at one post (值班安排): what a notification names when it says whom it was for. */
export type RosterRow = {
  readonly id: string
  /** Post (岗位), in the duty room's own words: 值班员, 值班长, 带班领导 … */
  readonly post: string
  readonly name: string
  readonly phone: string
  /** Account of the person, when he has one. */
  readonly account: string | null
  /** [startsAt, endsAt), ISO 8601 in UTC. */
  readonly startsAt: string
  readonly endsAt: string
  readonly note: string
  /** Where the row came from: the file and its line or event, or whoever wrote it by hand. */
  readonly source: string
  /** The person whose turn it was before a swap or a stand-in (换班, 替班); null: nobody. */
  readonly insteadOf: string | null
}

/** A post that nobody holds for a while (缺岗). */
export type RosterGap = { readonly post: string; readonly fromMs: number; readonly toMs: number }

/** Two turns of one person that overlap: he cannot be at both. */
export type RosterClash = { readonly a: RosterRow; readonly b: RosterRow }

const startOf = ({ startsAt }: RosterRow): number => Date.parse(startsAt)
const endOf = ({ endsAt }: RosterRow): number => Date.parse(endsAt)

const byStart = (a: RosterRow, b: RosterRow): number =>
  startOf(a) - startOf(b) || (a.id < b.id ? -1 : 1)

/** Who is on duty at a moment, by post and then by start. */
export const onDutyAt = (rows: readonly RosterRow[], atMs: number): RosterRow[] =>
  rows
    .filter((row) => startOf(row) <= atMs && endOf(row) > atMs)
    .toSorted((a, b) => a.post.localeCompare(b.post, 'zh') || byStart(a, b))

/** Every post that the rows name, in the order of their first turn. */
export const postsOf = (rows: readonly RosterRow[]): string[] => [
  ...new Set(rows.toSorted(byStart).map(({ post }) => post)),
]

/**
 * When a post is held by nobody within [fromMs, toMs).
 *
 * @param posts those that must always be held
 */
export function gapsIn(
  rows: readonly RosterRow[],
  posts: readonly string[],
  fromMs: number,
  toMs: number,
): RosterGap[] {
  return posts.flatMap((post) => {
    const gaps: RosterGap[] = []
    let heldUntil = fromMs
    for (const row of rows.filter((candidate) => candidate.post === post).toSorted(byStart)) {
      const start = Math.min(startOf(row), toMs)
      if (start > heldUntil) gaps.push({ post, fromMs: heldUntil, toMs: start })
      heldUntil = Math.max(heldUntil, endOf(row))
      if (heldUntil >= toMs) break
    }
    if (heldUntil < toMs) gaps.push({ post, fromMs: heldUntil, toMs })
    return gaps
  })
}

/** Turns of one person at one time. */
export function clashesIn(rows: readonly RosterRow[]): RosterClash[] {
  const clashes: RosterClash[] = []
  const byPerson = groupBy(rows, ({ name, account }) => account ?? name)
  for (const own of byPerson.values()) {
    const sorted = own.toSorted(byStart)
    for (const [i, a] of sorted.entries()) {
      for (const b of sorted.slice(i + 1)) {
        if (startOf(b) >= endOf(a)) break
        if (a.post !== b.post || startOf(a) !== startOf(b)) clashes.push({ a, b })
      }
    }
  }
  return clashes
}
