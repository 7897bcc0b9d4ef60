import { AppError } from '../error/codes.ts'
import { toIso } from '../time.ts'
import { FORCE_STATES, type ForceState, type Plan, type PlanStep } from './plan.ts'

/** One step of the plan as it stands in an emergency. */
export type EmergencyStep = PlanStep & {
  /** ISO 8601. */
  readonly dueAt: string
  /** `by`: a user, or `system` when its rule held. */
  readonly done: { readonly at: string; readonly by: string; readonly note: string } | null
}

/** A force on its way (力量). */
export type EmergencyForce = {
  readonly id: string
  readonly name_zh: string
  readonly name_en: string
  readonly department: string
  readonly state: ForceState
  /** People; null: nobody said. */
  readonly people: number | null
  /** Who leads it, and how to reach them; empty: nobody said. */
  readonly leader: string
  /** When it came to each state, oldest first. */
  readonly moves: readonly {
    readonly state: ForceState
    readonly at: string
    readonly by: string
  }[]
}

/** A situation report (续报). */
export type EmergencyReport = { readonly at: string; readonly by: string; readonly text: string }

/** An emergency (战时): from its opening until it is ended. A fold over its events. */
export type Emergency = {
  readonly id: string
  readonly rev: number
  /** An exercise (演练): shown as one everywhere. */
  readonly drill: boolean
  /** It rests on simulated data. */
  readonly simulated: boolean
  readonly title: string
  readonly orderId: string | null
  /** Orders of severity 1 that came while it was on. */
  readonly related: readonly string[]
  /** WGS 84 `[lon, lat]`; null: not known, or the whole city. */
  readonly position: readonly [number, number] | null
  /** Place id of the order; null: none. */
  readonly place: string | null
  readonly plan: {
    readonly id: string
    readonly name_zh: string
    readonly name_en: string
    readonly basis: string | null
  }
  readonly near: readonly string[]
  readonly reportEveryMin: number
  readonly walls: readonly string[]
  readonly openedAt: string
  /** A user, or `rule:severity-1`. */
  readonly openedBy: string
  readonly reason: string
  readonly steps: readonly EmergencyStep[]
  readonly forces: readonly EmergencyForce[]
  readonly reports: readonly EmergencyReport[]
  /** When the next situation report is due, ISO 8601. */
  readonly nextReportAt: string
  readonly endedAt: string | null
  readonly endedBy: string | null
  readonly summary: string | null
}

/** What may be done in an emergency. */
export type EmergencyAct =
  | { readonly act: 'tick'; readonly step: string; readonly note?: string }
  | { readonly act: 'untick'; readonly step: string; readonly note: string }
  | {
      readonly act: 'force'
      readonly force: string
      readonly state: ForceState
      readonly people?: number
      readonly leader?: string
    }
  | {
      readonly act: 'add-force'
      readonly name: string
      readonly department: string
      readonly people?: number
      readonly leader?: string
    }
  | { readonly act: 'report'; readonly text: string }
  | { readonly act: 'move'; readonly position: readonly [number, number] }
  | { readonly act: 'walls'; readonly walls: readonly string[] }
  | { readonly act: 'relate'; readonly orderId: string }
  /** Another plan: steps of the same name keep what was done. */
  | { readonly act: 'plan'; readonly plan: Plan }
  | { readonly act: 'end'; readonly summary: string }

/** One act as it was done, with what it gave. Append-only. */
export type EmergencyEvent = {
  readonly rev: number
  /** Makes a retry harmless. */
  readonly actionId: string
  readonly at: string
  readonly by: string
  readonly act: 'open' | EmergencyAct['act']
  /** The act as it was given, without a plan's whole text. */
  readonly args: Readonly<Record<string, unknown>>
}

export type Opening = {
  readonly id: string
  readonly plan: Plan
  readonly title: string
  readonly reason: string
  readonly by: string
  readonly atMs: number
  readonly drill: boolean
  readonly simulated: boolean
  readonly orderId: string | null
  readonly position: readonly [number, number] | null
  readonly place: string | null
  readonly walls: readonly string[]
}

const MINUTE_MS = 60_000

const stepsOf = (plan: Plan, openedMs: number): EmergencyStep[] =>
  plan.steps.map((step) => ({
    ...step,
    dueAt: toIso(openedMs + step.within * MINUTE_MS),
    done: null,
  }))

const alerted = (force: Plan['forces'][number], at: string, by: string): EmergencyForce => ({
  ...force,
  state: 'alerted',
  people: null,
  leader: '',
  moves: [{ state: 'alerted', at, by }],
})

/** A new emergency: its plan's steps with their deadlines, its forces alerted. Pure. */
export function openEmergency({ plan, atMs, ...opening }: Opening): Emergency {
  const openedAt = toIso(atMs)
  const { by, ...facts } = opening
  return {
    ...facts,
    rev: 1,
    related: [],
    plan: { id: plan.id, name_zh: plan.name_zh, name_en: plan.name_en, basis: plan.basis },
    near: plan.near,
    reportEveryMin: plan.report_every,
    openedAt,
    openedBy: by,
    steps: stepsOf(plan, atMs),
    forces: plan.forces.map((force) => alerted(force, openedAt, by)),
    reports: [],
    nextReportAt: toIso(atMs + plan.report_every * MINUTE_MS),
    endedAt: null,
    endedBy: null,
    summary: null,
  }
}

/**
 * An emergency after one more act. Pure.
 *
 * @throws AppError EMERGENCY_ACT_NOT_ALLOWED when it is ended, the step is done already (or not yet), or a force would go
 *   back; NOT_FOUND for a step or a force that it does not have; MALFORMED when the evidence that a step needs is missing
 */
export function actOn(
  emergency: Emergency,
  act: EmergencyAct,
  by: string,
  atMs: number,
): Emergency {
  if (emergency.endedAt !== null) refuse(emergency, act, 'ended')
  const at = toIso(atMs)
  const next = { ...emergency, rev: emergency.rev + 1 }
  switch (act.act) {
    case 'tick': {
      const step = stepOf(emergency, act.step)
      if (step.done !== null) refuse(emergency, act, 'done already')
      const note = act.note?.trim() ?? ''
      if (step.evidence !== 'none' && note === '' && by !== SYSTEM) {
        throw new AppError('MALFORMED', { detail: { field: 'note', needs: step.evidence } })
      }
      return withStep(next, { ...step, done: { at, by, note } })
    }
    case 'untick': {
      const step = stepOf(emergency, act.step)
      if (step.done === null) refuse(emergency, act, 'not done')
      return withStep(next, { ...step, done: null })
    }
    case 'force':
      return { ...next, forces: moved(emergency, act, by, at) }
    case 'add-force': {
      const { name, department, people, leader } = act
      const id = `force-${emergency.forces.length + 1}`
      const force = alerted({ id, name_zh: name, name_en: name, department }, at, by)
      const told = { ...force, people: people ?? null, leader: leader ?? '' }
      return { ...next, forces: [...emergency.forces, told] }
    }
    case 'report':
      return {
        ...next,
        reports: [...emergency.reports, { at, by, text: act.text }],
        nextReportAt: toIso(atMs + emergency.reportEveryMin * MINUTE_MS),
      }
    case 'move':
      return { ...next, position: act.position }
    case 'walls':
      return { ...next, walls: [...new Set(act.walls)] }
    case 'relate':
      return { ...next, related: [...new Set([...emergency.related, act.orderId])] }
    case 'plan':
      return underPlan(next, act.plan, by, at)
    case 'end':
      return { ...next, endedAt: at, endedBy: by, summary: act.summary }
  }
}

/** Who ticks a step whose rule holds. */
export const SYSTEM = 'system'

function refuse({ id, rev }: Emergency, { act }: EmergencyAct, why: string): never {
  throw new AppError('EMERGENCY_ACT_NOT_ALLOWED', { detail: { id, rev, act, why } })
}

function stepOf({ id, steps }: Emergency, step: string): EmergencyStep {
  const found = steps.find((each) => each.id === step)
  if (found === undefined) throw new AppError('NOT_FOUND', { detail: { emergency: id, step } })
  return found
}

const withStep = (emergency: Emergency, step: EmergencyStep): Emergency => ({
  ...emergency,
  steps: emergency.steps.map((each) => (each.id === step.id ? step : each)),
})

function moved(
  emergency: Emergency,
  act: Extract<EmergencyAct, { act: 'force' }>,
  by: string,
  at: string,
): EmergencyForce[] {
  const force = emergency.forces.find(({ id }) => id === act.force)
  if (force === undefined) {
    throw new AppError('NOT_FOUND', { detail: { emergency: emergency.id, force: act.force } })
  }
  const isBack = FORCE_STATES.indexOf(act.state) < FORCE_STATES.indexOf(force.state)
  if (isBack) refuse(emergency, act, `is ${force.state}`)
  const moves =
    act.state === force.state ? force.moves : [...force.moves, { state: act.state, at, by }]
  const next: EmergencyForce = {
    ...force,
    state: act.state,
    people: act.people ?? force.people,
    leader: act.leader ?? force.leader,
    moves,
  }
  return emergency.forces.map((each) => (each.id === force.id ? next : each))
}

function underPlan(emergency: Emergency, plan: Plan, by: string, at: string): Emergency {
  const known = new Set(emergency.forces.map(({ id }) => id))
  const steps = stepsOf(plan, Date.parse(emergency.openedAt)).map((step) => ({
    ...step,
    done: emergency.steps.find(({ id }) => id === step.id)?.done ?? null,
  }))
  const joined = plan.forces.filter(({ id }) => !known.has(id))
  return {
    ...emergency,
    plan: { id: plan.id, name_zh: plan.name_zh, name_en: plan.name_en, basis: plan.basis },
    near: plan.near,
    reportEveryMin: plan.report_every,
    steps,
    forces: [...emergency.forces, ...joined.map((force) => alerted(force, at, by))],
  }
}
