import { type TObject, Type } from 'typebox'
import { Value } from 'typebox/value'
import { AppError } from '../error/codes.ts'
import { parseTime } from '../time.ts'
import { CALLBACK_RESULTS } from './overlays.ts'
import type { OrderAction } from './table.ts'

const Text = Type.String({ minLength: 1, maxLength: 2_000 })
const Name = Type.String({ minLength: 1, maxLength: 200 })
/** ISO 8601 with an offset, or epoch milliseconds; kept as ISO in UTC. */
const Time = Type.Union([Type.String({ maxLength: 40 }), Type.Number()])
const Position = Type.Tuple([
  Type.Number({ minimum: -180, maximum: 180 }),
  Type.Number({ minimum: -90, maximum: 90 }),
])
const maybe = Type.Optional
/** A remark that any act may carry. */
const note = maybe(Type.String({ maxLength: 2_000 }))
/** Ids of the order's own attachments. */
const photos = maybe(Type.Array(Name, { maxItems: 20, uniqueItems: true }))
const NONE = Type.Object({ note })
const REASON = Type.Object({ reason: Text, note })
const DISPATCH = Type.Object({
  /** Lead unit; left out: the type's. */
  department: maybe(Name),
  cohandlers: maybe(Type.Array(Name, { maxItems: 20 })),
  note,
})
const MIRROR = Type.Object({
  source: Name,
  externalId: Name,
  version: Type.Integer({ minimum: 0 }),
  note,
})

/** Why handling has to wait (挂账): season, works, a court, somebody else. */
export const SUSPENSION_CLASSES = ['season', 'works', 'court', 'third-party'] as const

/** What each act needs beside `rev` and `actionId`. What is not named here is left out of the record. */
export const ORDER_ARGS: Record<Exclude<OrderAction, 'report'>, TObject> = {
  'send-to-verify': Type.Object({ verifier: Name, note }),
  confirm: Type.Object({ position: Position, photos, note }),
  disprove: Type.Object({ evidence: Text, photos, note }),
  accept: NONE,
  refuse: REASON,
  file: NONE,
  dispatch: DISPATCH,
  express: DISPATCH,
  sign: NONE,
  contact: NONE,
  'ask-return': Type.Object({ reason: Text, department: maybe(Name), note }),
  'grant-return': Type.Object({
    ruling: Type.Enum(['wrong-dispatch', 'wrong-filing', 'other']),
    note,
  }),
  'refuse-return': REASON,
  'assign-person': Type.Object({ person: Name, note }),
  'add-cohandler': Type.Object({
    department: Name,
    task: maybe(Text),
    /** Limit of the helper's own clock; left out: the type's handling time. */
    hours: maybe(Type.Number({ exclusiveMinimum: 0, maximum: 8_760 })),
    note,
  }),
  'release-cohandler': Type.Object({ department: Name, result: maybe(Text), note }),
  'ask-extension': Type.Object({ reason: Text, until: Time, plan: Text, note }),
  'grant-extension': Type.Object({ until: maybe(Time), note }),
  'refuse-extension': REASON,
  'ask-suspension': Type.Object({ class: Type.Enum([...SUSPENSION_CLASSES]), until: Time, note }),
  'grant-suspension': Type.Object({ until: maybe(Time), note }),
  'refuse-suspension': REASON,
  resume: NONE,
  urge: NONE,
  supervise: Type.Object({ level: Type.Enum([1, 2, 3]), demand: Text, note }),
  'reply-supervision': Type.Object({ reply: Text, note }),
  escalate: NONE,
  submit: Type.Object({ result: Text, photos, position: maybe(Position), note }),
  'reject-submission': Type.Object({ missing: Text, note }),
  'send-to-check': Type.Object({ checker: maybe(Name), note }),
  'pass-check': Type.Object({ photos, note }),
  'fail-check': REASON,
  'record-callback': Type.Object({
    result: Type.Enum([...CALLBACK_RESULTS]),
    /** Whether it is solved, as the reporter says. */
    solved: maybe(Type.Boolean()),
    note,
  }),
  close: Type.Object({ justification: maybe(Text), note }),
  reopen: REASON,
  'force-close': Type.Object({ reason: Text, signature: Name, note }),
  merge: Type.Object({ parent: Name, note }),
  unmerge: NONE,
  void: REASON,
  restore: NONE,
  appeal: Type.Object({ evidence: Text, note }),
  'rule-appeal': Type.Object({ upheld: Type.Boolean(), ruling: Text, note }),
  evaluate: Type.Object({ score: maybe(Type.Number({ minimum: 0, maximum: 100 })), note }),
  'mirror-in': MIRROR,
  'mirror-out': MIRROR,
}

export type OrderArgs = Readonly<Record<string, unknown>>

const refused = (action: string, field: string, reason: string): AppError =>
  new AppError('MALFORMED', { detail: { action, field, reason } })

/**
 * The arguments of an act as they are kept: those it knows, times as ISO.
 *
 * @throws AppError MALFORMED naming the argument that is missing or wrong
 */
export function parseArgs(action: Exclude<OrderAction, 'report'>, given: OrderArgs): OrderArgs {
  const schema = ORDER_ARGS[action]
  // A schema whose every part is optional has no list of required ones.
  const required: readonly string[] = schema.required ?? []
  const args: Record<string, unknown> = {}
  for (const [field, part] of Object.entries(schema.properties)) {
    const value = Object.hasOwn(given, field) ? given[field] : undefined
    if (value === undefined) {
      if (required.includes(field)) throw refused(action, field, 'missing')
      continue
    }
    if (!Value.Check(part, value)) throw refused(action, field, 'not valid')
    args[field] = value
  }
  if (args['until'] === undefined) return args
  const untilMs = parseTime(args['until'])
  if (untilMs === null) throw refused(action, 'until', 'not a time')
  return { ...args, until: new Date(untilMs).toISOString() }
}
