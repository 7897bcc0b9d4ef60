import { AppError } from '../error/codes.ts'
import { type OrderArgs, parseArgs } from './args.ts'
import { applyStep } from './fold.ts'
import { type Actor, actionsOn, type GuardFacts, refusalFor, rulesOf, targetOf } from './guards.ts'
import type { Attachment } from './note.ts'
import type { Order, OrderEvent, OrderState } from './order.ts'
import { activeCohandlers, type Evidence, overlaysOf } from './overlays.ts'
import type { OrderRules } from './rules.ts'
import type { OrderAction } from './table.ts'

/** An act as it was asked for. */
export type ActRequest = {
  readonly action: OrderAction
  readonly actionId: string
  readonly args: OrderArgs
  /** When an act without a link was done, epoch ms; it is recorded with that time, or with the earliest one it can have. */
  readonly doneAtMs?: number
}

/** What an act may know beside the order: the type's rule, both times, which departments there are. */
export type ActFacts = GuardFacts & {
  readonly recordedAtMs: number
  readonly hasDepartment: (code: string) => boolean
  /** The order's attachments, each with whether the same bytes hang on another order; left out: there are none. */
  readonly photos?: readonly PhotoFact[]
  /** Whether a position is within the district, drift allowed; left out: not asked. */
  readonly isInside?: (position: readonly [number, number]) => boolean
  /** Whether an extension until then is longer than the whole handling limit; left out: never. */
  readonly isLong?: (order: Order, untilMs: number) => boolean
  /** How the order stands that this one is to be merged into. */
  readonly parentState?: OrderState
  /** Writes the deadlines on an order after its newest event. */
  readonly timed: (order: Order, event: Pick<OrderEvent, 'action' | 'at' | 'args'>) => Order
}

/** What an act may know of a file of the order. */
export type PhotoFact = Pick<Attachment, 'id' | 'kind' | 'sha256'> & { readonly elsewhere: boolean }

const METRES_PER_DEGREE = 111_195

/** @returns metres between two WGS 84 points, good enough within a town */
function metresBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const east = (a[0] - b[0]) * Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180)
  return Math.hypot(east, a[1] - b[1]) * METRES_PER_DEGREE
}

type Doubt = readonly [field: string, reason: string] | null

const DAY_MS = 86_400_000

/** Photos that were named, by their ids. */
const photosNamed = (args: OrderArgs): string[] =>
  Array.isArray(args['photos']) ? args['photos'].map(String) : []

/** What the photos of a feedback are worth; null: the type wants none and none came. */
function evidenceOf(args: OrderArgs, { needsPhoto, photos = [] }: ActFacts): Evidence | null {
  const named = new Set(photosNamed(args))
  if (named.size === 0) return needsPhoto ? 'missing' : null
  const before = new Set(photos.filter(({ kind }) => kind === 'before').map((one) => one.sha256))
  const used = photos.filter(({ id }) => named.has(id))
  return used.some(({ sha256, elsewhere }) => elsewhere || before.has(sha256))
    ? 'reused'
    : 'complete'
}

function doubtAboutPhotos(action: OrderAction, args: OrderArgs, facts: ActFacts): Doubt {
  const known = new Set((facts.photos ?? []).map(({ id }) => id))
  if (photosNamed(args).some((id) => !known.has(id))) return ['photos', 'no file of this order']
  const wanted = action === 'submit' && facts.needsPhoto && rulesOf(facts).photos === 'require'
  return wanted && photosNamed(args).length === 0 ? ['photos', 'missing'] : null
}

/** What the rules in force add to an act, so that the events alone say what it did. */
function completed(order: Order, action: OrderAction, args: OrderArgs, facts: ActFacts): OrderArgs {
  switch (action) {
    case 'submit': {
      const evidence = evidenceOf(args, facts)
      return evidence === null ? args : { ...args, evidence }
    }
    case 'supervise':
      return { ...args, replyHours: replyHours(args, rulesOf(facts)) }
    case 'ask-extension': {
      const isLong = facts.isLong?.(order, Date.parse(String(args['until']))) ?? false
      return isLong ? { ...args, long: true } : args
    }
    case 'merge':
      return facts.parentState === undefined ? args : { ...args, parentState: facts.parentState }
    default:
      return args
  }
}

const replyHours = (args: OrderArgs, rules: OrderRules): number =>
  rules.replyHours[args['level'] === 3 ? 3 : args['level'] === 2 ? 2 : 1]

/** What an argument has to be on this very order. @returns the argument that is wrong, and why */
function doubtAbout(
  order: Order,
  action: OrderAction,
  args: OrderArgs,
  actor: Actor,
  facts: ActFacts,
): Doubt {
  const helping = activeCohandlers(order)
  const department = typeof args['department'] === 'string' ? args['department'] : null
  const named = [department, ...(Array.isArray(args['cohandlers']) ? args['cohandlers'] : [])]
  if (named.some((code) => code !== null && !facts.hasDepartment(String(code)))) {
    return [department === null ? 'cohandlers' : 'department', 'no such department']
  }
  const untilMs = typeof args['until'] === 'string' ? Date.parse(args['until']) : null
  if (untilMs !== null && untilMs <= facts.atMs) return ['until', 'not in the future']
  const photos = doubtAboutPhotos(action, args, facts)
  if (photos !== null) return photos
  switch (action) {
    case 'dispatch':
    case 'express':
      return named.slice(1).includes(department ?? order.department)
        ? ['cohandlers', 'the lead unit does not help itself']
        : null
    case 'confirm': {
      const { position } = args
      if (order.position === null || !Array.isArray(position)) return null
      const metres = metresBetween(order.position, [Number(position[0]), Number(position[1])])
      const within = rulesOf(facts).verifiedWithinM
      return metres > within ? ['position', `more than ${within} m away`] : null
    }
    case 'add-cohandler':
      return department === order.department || helping.includes(department ?? '')
        ? ['department', 'leads or helps already']
        : null
    case 'release-cohandler': {
      if (!helping.includes(department ?? '')) return ['department', 'does not help']
      const own = actor === 'system' || !actor.roles.includes('handler') ? null : actor.department
      return own === null || own === order.department || own === department
        ? null
        : ['department', 'another helper']
    }
    case 'ask-suspension':
    case 'grant-suspension':
      return untilMs !== null && untilMs - facts.atMs > rulesOf(facts).suspensionDays * DAY_MS
        ? ['until', `later than ${rulesOf(facts).suspensionDays} days`]
        : null
    case 'close':
      return overlaysOf(order).callback === 'unsatisfied' && args['justification'] === undefined
        ? ['justification', 'missing']
        : null
    case 'merge':
      return args['parent'] === order.id ? ['parent', 'the order itself'] : null
    default:
      return null
  }
}

/** @throws AppError POSITION_OUTSIDE */
function checkPosition({ position }: OrderArgs, { isInside }: ActFacts): void {
  if (!Array.isArray(position) || isInside === undefined) return
  if (isInside([Number(position[0]), Number(position[1])])) return
  throw new AppError('POSITION_OUTSIDE', { detail: { position } })
}

/** Granting longer than the limit is the leader's, also when less was asked for. @throws AppError FORBIDDEN */
function checkExtension(
  order: Order,
  action: OrderAction,
  { until }: OrderArgs,
  actor: Actor,
  facts: ActFacts,
): void {
  if (action !== 'grant-extension' || typeof until !== 'string') return
  if (facts.isLong?.(order, Date.parse(until)) !== true) return
  if (actor !== 'system' && actor.roles.includes('leader')) return
  throw new AppError('FORBIDDEN', { detail: { id: order.id, action, reason: 'role' } })
}

/** How the history tells an act that was done without a link; its own time, too, where the record had to be later. */
function lateMarks({ doneAtMs }: ActRequest, { atMs }: ActFacts): OrderArgs {
  if (doneAtMs === undefined) return {}
  const moved = atMs > doneAtMs ? { doneAt: new Date(doneAtMs).toISOString() } : {}
  return { offline: true, ...moved }
}

/**
 * Decides an act on an order and says what is written down for it: one event, or for `express` the three that it
 * stands for (accept, file, dispatch). Pure.
 *
 * @throws AppError FORBIDDEN (with why), ORDER_ACTION_NOT_ALLOWED (with the state and what is allowed in it),
 *   MALFORMED (naming the argument)
 */
export function decideAct(
  order: Order,
  request: ActRequest,
  actor: Actor,
  facts: ActFacts,
): OrderEvent[] {
  const { action, actionId } = request
  const refusal = refusalFor(actor, action, order, rulesOf(facts))
  if (refusal !== null) {
    throw new AppError('FORBIDDEN', { detail: { id: order.id, action, reason: refusal } })
  }
  if (action === 'report' || targetOf(order, action, facts) === null) {
    const allowed = actionsOn(order, facts)
    throw new AppError('ORDER_ACTION_NOT_ALLOWED', { detail: { state: order.state, allowed } })
  }
  const given = parseArgs(action, request.args)
  checkPosition(given, facts)
  checkExtension(order, action, given, actor, facts)
  const args = completed(order, action, given, facts)
  const doubt = doubtAbout(order, action, args, actor, facts)
  if (doubt !== null) {
    throw new AppError('MALFORMED', { detail: { action, field: doubt[0], reason: doubt[1] } })
  }
  const late = lateMarks(request, facts)
  const steps: [OrderAction, OrderArgs][] =
    action === 'express'
      ? [
          ['accept', { via: 'express' }],
          ['file', { via: 'express' }],
          ['dispatch', { department: order.department, ...args, via: 'express', actionId }],
        ]
      : [[action, { ...args, actionId, ...late }]]
  const times = {
    actor: actor === 'system' ? 'system' : actor.name,
    at: new Date(facts.atMs).toISOString(),
    recordedAt: new Date(facts.recordedAtMs).toISOString(),
  }
  const events: OrderEvent[] = []
  let current = order
  for (const [name, given] of steps) {
    const step = { action: name, args: given, ...times }
    current = facts.timed(applyStep(current, step), step)
    events.push({ orderId: order.id, rev: current.rev, ...step, order: current })
  }
  return events
}
