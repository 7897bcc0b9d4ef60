import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import {
  type Comparable,
  likeness,
  SIMILAR_THRESHOLD,
  SIMILAR_WITHIN_M,
  SIMILAR_WITHIN_MS,
} from '../../protocol/order/similar.ts'

/** Recorded reports of another city, whose closing notes name the case that each repeats; not part of this repository. */
const DIR = fileURLToPath(new URL('../../../shared/real/boston-open311-json/', import.meta.url))
const FILES = ['abandoned-vehicle', 'illegal-parking'].map((name) => join(DIR, `${name}.json.gz`))
const hasReal = FILES.every((file) => existsSync(file))
if (!hasReal)
  console.log('recorded reports are absent (../shared/real): duplicates are not measured here')

type Recorded = Readonly<Record<string, string | number | undefined>>
type Report = Comparable & {
  readonly id: string
  readonly position: readonly [number, number]
  readonly isRepeat: boolean
  readonly named: readonly string[]
}

function reportsOf(file: string): Report[] {
  const rows: Recorded[] = JSON.parse(String(gunzipSync(readFileSync(file))))
  const byId = new Map<string, Report>()
  for (const row of rows) {
    const id = row['service_request_id']
    if (id === undefined) continue
    const text = (name: string): string => String(row[name] ?? '')
    const notes = text('status_notes')
    const isRepeat = /dup/i.test(notes)
    byId.set(String(id), {
      id: String(id),
      position: [Number(row['long']), Number(row['lat'])],
      type: text('service_code'),
      category: text('service_code'),
      atMs: Date.parse(text('requested_datetime')),
      title: text('service_name'),
      description: text('description'),
      address: text('address'),
      isRepeat,
      named: isRepeat ? (notes.match(/\b1010\d{8}\b/g) ?? []) : [],
    })
  }
  return [...byId.values()].sort((a, b) => a.atMs - b.atMs)
}

/** Earlier reports near by, the likeliest first. */
function offersFor(report: Report, earlier: readonly Report[]) {
  const near = ({ position: [lon, lat], atMs }: Report) =>
    report.atMs - atMs <= SIMILAR_WITHIN_MS &&
    Math.abs(lat - report.position[1]) < 0.003 &&
    Math.abs(lon - report.position[0]) < 0.004
  return earlier
    .filter(near)
    .map((other) => ({ id: other.id, ...likeness(report, other) }))
    .filter(({ metres, score }) => score >= SIMILAR_THRESHOLD && (metres ?? 0) <= SIMILAR_WITHIN_M)
    .sort((a, b) => b.score - a.score)
}

test.runIf(hasReal)(
  'recorded repeats are found, and stand among the first offers',
  () => {
    const sum = {
      reports: 0,
      repeats: 0,
      named: 0,
      found: 0,
      amongFive: 0,
      flagged: 0,
      flaggedRepeats: 0,
    }
    for (const file of FILES) {
      const reports = reportsOf(file)
      const ids = new Set(reports.map(({ id }) => id))
      for (const [at, report] of reports.entries()) {
        const offers = offersFor(report, reports.slice(0, at))
        const named = report.named.filter((id) => ids.has(id) && id < report.id)
        const rank = offers.findIndex(({ id }) => named.includes(id))
        sum.reports += 1
        sum.repeats += report.isRepeat ? 1 : 0
        sum.flagged += offers.length > 0 ? 1 : 0
        sum.flaggedRepeats += report.isRepeat && offers.length > 0 ? 1 : 0
        sum.named += named.length > 0 ? 1 : 0
        sum.found += rank >= 0 ? 1 : 0
        sum.amongFive += rank >= 0 && rank < 5 ? 1 : 0
      }
    }
    const pct = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`
    console.log(
      `likely duplicates at ${SIMILAR_THRESHOLD} over ${sum.reports} recorded reports: ` +
        `named case found ${pct(sum.found, sum.named)} (${sum.found}/${sum.named}), ` +
        `repeats flagged ${pct(sum.flaggedRepeats, sum.repeats)}, ` +
        `flagged that were marked ${pct(sum.flaggedRepeats, sum.flagged)}`,
    )
    expect(sum.named).toBeGreaterThan(700)
    expect(sum.found / sum.named).toBeGreaterThan(0.85)
    expect(sum.amongFive / sum.found).toBeGreaterThan(0.95)
    expect(sum.flaggedRepeats / sum.flagged).toBeGreaterThan(sum.repeats / sum.reports)
  },
  60_000,
)
