import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const share = (fallback: number) =>
  Type.Number({ exclusiveMinimum: 0, maximum: 1, default: fallback })
const hours = (fallback: number) =>
  Type.Number({ exclusiveMinimum: 0, maximum: 8_760, default: fallback })
const minutes = (fallback: number) =>
  Type.Number({ exclusiveMinimum: 0, maximum: 525_600, default: fallback })
const days = (fallback: number) =>
  Type.Number({ exclusiveMinimum: 0, maximum: 3_650, default: fallback })
const count = (fallback: number) => Type.Integer({ minimum: 1, maximum: 1_000, default: fallback })
const closed = { additionalProperties: false } as const

/**
 * What a district may settle for itself about its work orders (区级规则): every ◆ number of the life cycle that is no
 * part of an order type. A district's file holds only what differs; the rest stands as here.
 *
 * The numbers are choices of ours, except where the life cycle names a source.
 */
export const OrderRules = Type.Object(
  {
    /** Feedback on a type that wants photos: `require` refuses it without one, `ask` takes it and marks the order. */
    photos: Type.Enum(['ask', 'require'], { default: 'ask' }),
    /** E03: a verifier has to have been this near, metres. */
    verifiedWithinM: Type.Number({ exclusiveMinimum: 0, maximum: 10_000, default: 50 }),
    /** How far outside the boundary a position may lie: satellite fixes drift between high buildings, metres. */
    boundaryToleranceM: Type.Number({ minimum: 0, maximum: 100_000, default: 1_000 }),
    /** Types of this severity and more urgent ones count continuous time, the others working time. */
    continuousUpToSeverity: Type.Integer({ minimum: 0, maximum: 4, default: 2 }),
    /** T5 by the type's severity instead of the type's own minutes. */
    signMinutes: Type.Optional(
      Type.Object(
        {
          1: Type.Optional(minutes(15)),
          2: Type.Optional(minutes(15)),
          3: Type.Optional(minutes(120)),
          4: Type.Optional(minutes(1_440)),
        },
        closed,
      ),
    ),
    /** From this share of a limit on the lamp is amber and the unit is urged. */
    amberShare: share(0.8),
    /** T1 by channel, seconds; `other` for every channel that is not named. */
    acceptSeconds: Type.Record(Type.String(), Type.Number({ exclusiveMinimum: 0 }), {
      default: { phone: 15, desk: 600, other: 180 },
    }),
    /** T2 in working time; T3 and T4 in continuous time. */
    verifyMinutes: minutes(30),
    fileMinutes: minutes(15),
    dispatchMinutes: minutes(15),
    /** T3 and T4 that start while the order belongs to an emergency (战时); one that runs already keeps its limit. */
    emergencyMinutes: minutes(5),
    /** T6 and T11, in working days of eight hours. */
    contactDays: days(1),
    callbackDays: days(1),
    /** T8, T9 and T10, in working hours. */
    reviewHours: hours(2),
    checkHours: hours(4),
    closeHours: hours(4),
    /** T12. */
    reopenDays: days(15),
    /** T13: the latest review date of a suspension. */
    suspensionDays: days(90),
    /** T14 by level of the supervision. */
    replyHours: Type.Object(
      { 1: hours(24), 2: hours(8), 3: hours(2) },
      { ...closed, default: { 1: 24, 2: 8, 3: 2 } },
    ),
    /** E10: how long after signing a return can be asked for, in working hours. */
    returnHours: hours(4),
    /** E11: from this return on the ruling is the shift leader's. */
    jointRulingFrom: count(3),
    /** E27: the part of the limit that is left after a failed check. */
    reworkShare: share(0.5),
    /** E35. */
    restoreHours: hours(24),
    /** E36, in working days of eight hours. */
    appealDays: days(3),
    /** How long after it was done an act without a link may still be recorded with its own time. */
    lateActHours: hours(24),
    /** What is looked at for figures that were helped along (ORDERS §4). */
    watch: Type.Object(
      {
        reopenedWithinHours: hours(24),
        hangUpShare: share(0.9),
        /** So many orders of one department voided in the last days of a period. */
        voids: count(10),
        voidDays: days(2),
        readSeconds: Type.Number({ minimum: 0, maximum: 3_600, default: 3 }),
      },
      {
        ...closed,
        default: {},
      },
    ),
  },
  closed,
)
export type OrderRules = Static<typeof OrderRules>

const fill = (given: unknown): unknown => Value.Default(OrderRules, Value.Clone(given))

/** The rules of a district that has settled nothing. */
export const DEFAULT_ORDER_RULES: OrderRules = Value.Parse(OrderRules, fill({}))

/**
 * The rules of a district's file, completed.
 *
 * @returns one line for each value that cannot be used instead, when there is one
 */
export function readOrderRules(
  given: unknown,
): { readonly rules: OrderRules } | { readonly problems: readonly string[] } {
  const rules = fill(given)
  if (Value.Check(OrderRules, rules)) return { rules }
  const problems = [...Value.Errors(OrderRules, rules)].map(
    ({ instancePath, message }) =>
      `${instancePath === '' ? '/' : instancePath}: ${message === 'schema is false' ? 'not a rule' : message}`,
  )
  return { problems: [...new Set(problems)] }
}
