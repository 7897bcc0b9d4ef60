import type { ActiveIncident } from '../../../data-fixtures/incidents/effects.ts'
import {
  INCIDENTS,
  type IncidentScript,
  lengthMin,
  phaseAt,
} from '../../../data-fixtures/incidents/scripts.ts'
import { AppError } from '../../../protocol/error/codes.ts'
import type { MetaStore } from '../../store/store.ts'

/** One incident as `GET /api/v1/simulator` lists it. */
export type IncidentStatus = {
  readonly name: string
  readonly title_zh: string
  readonly title_en: string
  readonly summary_zh: string
  readonly summary_en: string
  readonly epicentre: readonly [number, number]
  readonly active: boolean
  readonly startedAt: string | null
  readonly phase: {
    readonly id: string
    readonly title_zh: string
    readonly title_en: string
  } | null
}

/** Which incidents run or ran lately; kept in the store, so that a restart carries on where they are. */
export type RunningIncidents = {
  /** Everything that still has an effect on counts of this month. */
  runs(): readonly ActiveIncident[]
  isActive(script: IncidentScript, nowMs: number): boolean
  /** @throws AppError NOT_FOUND for a name without a script. Starting what runs changes nothing. */
  start(name: string, nowMs: number): Promise<void>
  /** @throws AppError NOT_FOUND for a name without a script. Stopping what does not run changes nothing. */
  stop(name: string, nowMs: number): Promise<void>
  status(nowMs: number): readonly IncidentStatus[]
}

const META_KEY = 'simulator.incidents'
const MINUTE_MS = 60_000
/** Counts of a month keep what an incident added. */
const REMEMBER_MS = 32 * 86_400_000

export async function loadIncidents(store: MetaStore): Promise<RunningIncidents> {
  let runs = parseRuns(await store.meta(META_KEY))

  const save = async (next: readonly ActiveIncident[], nowMs: number): Promise<void> => {
    const kept = next.filter(({ startedAtMs }) => nowMs - startedAtMs < REMEMBER_MS)
    await store.putMeta(META_KEY, JSON.stringify(kept))
    runs = kept
  }

  const scriptOf = (name: string): IncidentScript => {
    const script = INCIDENTS.get(name)
    if (script === undefined) throw new AppError('NOT_FOUND', { detail: { incident: name } })
    return script
  }

  const runningOf = (script: IncidentScript, nowMs: number): ActiveIncident | null =>
    runs.findLast(
      ({ name, startedAtMs, stoppedAtMs }) =>
        name === script.name &&
        stoppedAtMs === null &&
        startedAtMs <= nowMs &&
        nowMs - startedAtMs < lengthMin(script) * MINUTE_MS,
    ) ?? null

  return {
    runs: () => runs,
    isActive: (script, nowMs) => runningOf(script, nowMs) !== null,
    start: async (name, nowMs) => {
      if (runningOf(scriptOf(name), nowMs) !== null) return
      await save([...runs, { name, startedAtMs: nowMs, stoppedAtMs: null }], nowMs)
    },
    stop: async (name, nowMs) => {
      const running = runningOf(scriptOf(name), nowMs)
      if (running === null) return
      await save(
        runs.map((run) => (run === running ? { ...run, stoppedAtMs: nowMs } : run)),
        nowMs,
      )
    },
    status: (nowMs) =>
      [...INCIDENTS.values()].map((script) => {
        const running = runningOf(script, nowMs)
        const phase = running === null ? null : phaseAt(script, nowMs - running.startedAtMs)
        const { name, title_zh, title_en, summary_zh, summary_en, epicentre } = script
        return {
          name,
          title_zh,
          title_en,
          summary_zh,
          summary_en,
          epicentre,
          active: running !== null,
          startedAt: running === null ? null : new Date(running.startedAtMs).toISOString(),
          phase:
            phase === null
              ? null
              : { id: phase.id, title_zh: phase.title_zh, title_en: phase.title_en },
        }
      }),
  }
}

function parseRuns(text: string | null): readonly ActiveIncident[] {
  if (text === null) return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.filter(isRun) : []
  } catch {
    return []
  }
}

function isRun(value: unknown): value is ActiveIncident {
  if (typeof value !== 'object' || value === null) return false
  const { name, startedAtMs, stoppedAtMs } = value as Partial<Record<keyof ActiveIncident, unknown>>
  return (
    typeof name === 'string' &&
    typeof startedAtMs === 'number' &&
    (stoppedAtMs === null || typeof stoppedAtMs === 'number')
  )
}
