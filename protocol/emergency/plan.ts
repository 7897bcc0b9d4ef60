import { type Static, Type } from 'typebox'
import { LEVELS } from '../indicator/definition.ts'
import { ORDER_STATES } from '../order/states.ts'

const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })
const Text = Type.String({ minLength: 1, maxLength: 200 })
const closed = { additionalProperties: false } as const

/** How far a force (力量) has come, in the order in which it goes. */
export const FORCE_STATES = ['alerted', 'departed', 'arrived', 'released'] as const
export type ForceState = (typeof FORCE_STATES)[number]

/** What shows by itself that a step is done: the first of these that is named has to hold. */
export const DoneWhen = Type.Union([
  /** The order stands in one of these states, or was in one of them. */
  Type.Object({ order: Type.Array(Type.Enum([...ORDER_STATES]), { minItems: 1 }) }, closed),
  /** A force has come so far; of that department when one is named. */
  Type.Object({ force: Type.Enum([...FORCE_STATES]), department: Type.Optional(Text) }, closed),
  /** A situation report (续报) was given. */
  Type.Object({ report: Type.Literal(true) }, closed),
  /** An indicator of the whole district is at or past a value. Missing or stale: it does not hold. */
  Type.Object({ indicator: Text, atMost: Type.Number() }, closed),
  Type.Object({ indicator: Text, atLeast: Type.Number() }, closed),
])
export type DoneWhen = Static<typeof DoneWhen>

export const EVIDENCE = ['none', 'note', 'photo'] as const

export const PlanStep = Type.Object(
  {
    id: Id,
    zh: Text,
    en: Text,
    /** Code of the department that does it; null: the command room itself. */
    department: Type.Union([Text, Type.Null()]),
    /** Minutes from the opening within which it is due. */
    within: Type.Number({ exclusiveMinimum: 0, maximum: 10_080 }),
    /** What has to be written down with it. A photo is a file of the order. */
    evidence: Type.Enum([...EVIDENCE]),
    done_when: Type.Optional(DoneWhen),
  },
  closed,
)
export type PlanStep = Static<typeof PlanStep>

/** A plan (预案) as its file has it: when it applies, what to do by whom, what to look for nearby. */
export const Plan = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    id: Id,
    name_zh: Text,
    name_en: Text,
    /** Name of the public rule that it follows; null: none is claimed. */
    basis: Type.Union([Text, Type.Null()]),
    trigger: Type.Object(
      {
        order_types: Type.Array(Text),
        /** Standing alarms of a scenario at a level or worse for which it is offered. */
        alarms: Type.Array(Type.Object({ scenario: Text, level: Type.Enum([...LEVELS]) }, closed)),
        /** City stage from which it is offered. */
        stage: Type.Union([Type.Integer({ minimum: 2, maximum: 5 }), Type.Null()]),
      },
      closed,
    ),
    /** Minutes from one situation report (续报) to the next. */
    report_every: Type.Number({ minimum: 5, maximum: 1_440 }),
    /** Kinds of assets that are looked for near the incident, most wanted first. */
    near: Type.Array(Text),
    /** Who is alerted at the opening. */
    forces: Type.Array(
      Type.Object({ id: Id, name_zh: Text, name_en: Text, department: Text }, closed),
    ),
    steps: Type.Array(PlanStep, { minItems: 1, maxItems: 60 }),
  },
  closed,
)
export type Plan = Static<typeof Plan>

/** The plan that applies when none names the order's type. Every deployment has it. */
export const GENERIC_PLAN = 'generic'

/** @returns the first plan made for orders of that type, else the generic one; null when there is not even that */
export function planFor(type: string | null, plans: readonly Plan[]): Plan | null {
  const made = plans.find(({ trigger }) => type !== null && trigger.order_types.includes(type))
  return made ?? plans.find(({ id }) => id === GENERIC_PLAN) ?? null
}
