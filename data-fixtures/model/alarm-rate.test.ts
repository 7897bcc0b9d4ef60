import { expect, test } from 'vitest'
import { parseDurationMs } from '../../protocol/alarm/duration.ts'
import { type HoldRule, judge, type Watch } from '../../protocol/alarm/evaluate.ts'
import { CADENCE_MS } from '../../protocol/indicator/definition.ts'
import { evaluate } from '../../protocol/indicator/formula.ts'
import { staleAfterMs } from '../../protocol/indicator/freshness.ts'
import { loadCatalog } from '../../scenarios/load.ts'
import { loadPlaces } from '../places.ts'
import { createModel } from './model.ts'
import { lastReportMs, reportsBetween, schedulesOf } from './schedule.ts'

const DAY_MS = 86_400_000

test('a normal day raises some 50 to 150 alarms, and opens with a handful standing', async () => {
  const { loaded } = await loadCatalog()
  if (loaded === null) throw new Error('the shipped catalog is refused')
  const { catalog, formulas, indicatorById } = loaded
  const model = createModel(catalog, loadPlaces(catalog), 20_240_607)
  const schedules = schedulesOf(catalog)
  const startMs = Date.UTC(2026, 10, 24, 16)
  const rules = new Map<string, HoldRule[]>()
  for (const { indicator, level, for: hold } of catalog.scenarios.flatMap((s) => s.alarms)) {
    const rule = { level, forMs: parseDurationMs(hold) ?? 0 }
    rules.set(indicator, [...(rules.get(indicator) ?? []), rule])
  }

  const inDistrict = (id: string, ms: number): number | null => {
    const formula = formulas.get(id)
    if (formula !== undefined) return evaluate(formula.root, (input) => inDistrict(input, ms))
    const schedule = schedules.get(id)
    if (schedule === undefined) return null
    const places = model.placesOf(id)
    const values = [...model.valuesAt(id, lastReportMs(schedule, ms))].filter(
      (_, i) => places[i]?.id !== 'tnedz',
    )
    const sum = values.reduce((a, b) => a + b, 0)
    return indicatorById.get(id)?.aggregate === 'mean' ? sum / values.length : sum
  }

  let raised = 0
  let standing = 0
  for (const [id, held] of rules) {
    const limits = indicatorById.get(id)
    const schedule = schedules.get(id)
    if (limits === undefined || schedule === undefined) continue
    const isLeaf = ['mean', 'max', 'min'].includes(limits.aggregate) && !formulas.has(id)
    const everyMs = Math.max(60_000, CADENCE_MS[schedule.cadence])
    const slow = everyMs > CADENCE_MS['5s'] && schedule.cadence === '5s'
    const times = reportsBetween(
      slow ? { ...schedule, cadence: '1min' } : schedule,
      startMs - DAY_MS,
      startMs + DAY_MS,
    )
    const watches: (Watch | null)[] = []
    let isOpening = false
    for (const atMs of times) {
      const values = isLeaf ? [...model.valuesAt(id, atMs)] : [inDistrict(id, atMs)]
      for (const [i, value] of values.entries()) {
        if (value === null) continue
        const context = {
          limits,
          rules: held,
          nowMs: atMs,
          staleAfterMs: staleAfterMs(limits.cadence),
        }
        const { watch, edges } = judge(watches[i] ?? null, { value, atMs }, context)
        watches[i] = watch
        if (atMs >= startMs) raised += edges.filter(({ kind }) => kind === 'raised').length
      }
      if (!isOpening && atMs >= startMs) {
        isOpening = true
        standing += watches.filter((watch) => watch?.standing != null).length
      }
    }
  }
  expect(raised).toBeGreaterThan(50)
  expect(raised).toBeLessThanOrEqual(150)
  expect(standing).toBeLessThanOrEqual(20)
})
