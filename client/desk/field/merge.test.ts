import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Principal } from '../../../protocol/access/role.ts'
import { AppError } from '../../../protocol/error/codes.ts'
import { type ActFacts, decideAct } from '../../../protocol/order/act.ts'
import { timeOfLateAct } from '../../../protocol/order/act-time.ts'
import { foldOrder } from '../../../protocol/order/fold.ts'
import { actionsOn, refusalFor } from '../../../protocol/order/guards.ts'
import type { Order, OrderEvent } from '../../../protocol/order/order.ts'
import { DEFAULT_ORDER_RULES, type OrderRules } from '../../../protocol/order/rules.ts'
import type { OrderAction } from '../../../protocol/order/table.ts'
import { aReportedOrder, reportOf } from '../../../protocol/testing/order-history.ts'
import { afterAnswer, foldedAhead, nextToSend, stillWanted, without } from './merge.ts'
import type { Answer, OutAct, OutItem } from './out-item.ts'

const START = Date.parse('2024-06-07T04:00:00Z')
const MIN = 60_000
const me: Principal = {
  kind: 'user',
  name: 'handler-urban',
  roles: ['handler'],
  department: 'urban',
  wall: null,
}
const factsAt = (atMs: number, photos: readonly string[] = []): ActFacts => ({
  needsPhoto: true,
  atMs,
  recordedAtMs: atMs,
  workedMs: (from, to) => to - from,
  hasDepartment: () => true,
  photos: photos.map((id) => ({ id, kind: 'after', sha256: id, elsewhere: false })),
  timed: (order) => order,
})

/** A server of our own: the same rules, nothing else. */
class Server {
  events: OrderEvent[]
  readonly photos: string[] = []
  readonly comments: string[] = []
  nowMs = START

  readonly #rules: OrderRules

  /** @param isStrict the district wants photos, which a phone does not know */
  constructor(order: Order, isStrict = false) {
    this.#rules = { ...DEFAULT_ORDER_RULES, photos: isStrict ? 'require' : 'ask' }
    this.events = [reportOf(order)]
    this.desk('express')
  }

  get order(): Order {
    const last = this.events.at(-1)
    if (last === undefined) throw new Error('an order begins with its report')
    return last.order
  }

  /** The centre acts, in whatever office. @returns the events' own id */
  desk(action: OrderAction): string {
    const actionId = `desk-${this.events.length}`
    const until = new Date(this.nowMs + 86_400_000).toISOString()
    const args = {
      reason: 'r',
      ruling: 'other',
      department: action === 'add-cohandler' ? 'fire' : undefined,
      until,
      level: 1,
      demand: 'd',
      missing: 'm',
      person: 'p',
      parent: 'CG-other',
    }
    this.events.push(
      ...decideAct(this.order, { action, actionId, args }, 'system', factsAt(this.nowMs)),
    )
    return actionId
  }

  /** What a phone sends; the same id again is answered as the first time. */
  take(item: OutItem): Answer {
    if (item.kind !== 'act') {
      const list = item.kind === 'photo' ? this.photos : this.comments
      if (!list.includes(item.id)) list.push(item.id)
      return { kind: 'done', order: null }
    }
    const done = this.events.find(({ args }) => args['actionId'] === item.id)
    if (done !== undefined) return { kind: 'done', order: done.order }
    if (this.order.rev !== item.seen.rev) return { kind: 'changed', order: this.order }
    const { action, id, args, basedOn, atMs } = item
    try {
      const late = { doneAtMs: atMs, basedOn }
      const at =
        item.asNow === true
          ? this.nowMs
          : timeOfLateAct(this.events, action, late, this.nowMs, DEFAULT_ORDER_RULES)
      const facts = { ...factsAt(at, this.photos), recordedAtMs: this.nowMs, rules: this.#rules }
      const request = { action, actionId: id, args, doneAtMs: atMs }
      this.events.push(...decideAct(this.order, request, me, facts))
      return { kind: 'done', order: this.order }
    } catch (problem) {
      if (!(problem instanceof AppError)) throw problem
      const held = { why: 'refused', code: problem.code, field: null, reason: null } as const
      return { kind: 'refused', held }
    }
  }
}

const allowedTo = (order: Order, atMs: number): OrderAction[] =>
  actionsOn(order, factsAt(atMs)).filter((action) => refusalFor(me, action, order) === null)

class Phone {
  items: OutItem[] = []
  made: OutItem[] = []
  known: Order

  constructor(order: Order) {
    this.known = order
  }

  readonly #facts = (act: OutAct): ActFacts =>
    factsAt(
      act.atMs,
      this.made.flatMap(({ kind, id }) => (kind === 'photo' ? [id] : [])),
    )

  get ahead(): Order {
    return foldedAhead(this.known, this.items, me, this.#facts).order
  }

  make(kind: 'act' | 'photo' | 'comment', pick: number, atMs: number): void {
    const item = kind === 'act' ? this.#act(pick, atMs) : this.#other(kind, atMs)
    if (item === null) return
    this.items = [...this.items, item]
    this.made.push(item)
  }

  #base(atMs: number) {
    const seq = this.made.length
    return { id: `phone-${seq}`, seq, orderId: this.known.id, title: 't', atMs, held: null }
  }

  #other(kind: 'photo' | 'comment', atMs: number): OutItem {
    if (kind === 'comment') return { ...this.#base(atMs), kind, text: '到场' }
    const facts = { kind: 'after', name: 'p', type: 'image/jpeg', bytes: 1 } as const
    return { ...this.#base(atMs), kind, photo: { ...facts, takenAt: null, position: null } }
  }

  /** One of the acts that the unit may do on the order as it stands here; null: there is none. */
  #act(pick: number, atMs: number): OutItem | null {
    const { ahead } = this
    const allowed = allowedTo(ahead, atMs)
    const action = allowed[Math.floor(pick * allowed.length)]
    if (action === undefined || action === 'add-cohandler') return null
    const photos = this.made.flatMap((one) => (one.kind === 'photo' ? [one.id] : [])).slice(0, 20)
    const args = {
      reason: 'r',
      person: 'p',
      department: action === 'release-cohandler' ? 'fire' : undefined,
      until: new Date(atMs + 3_600_000).toISOString(),
      plan: 'p',
      class: 'works',
      reply: 'r',
      result: '已修复',
      ...(action === 'submit' && photos.length > 0 ? { photos } : {}),
    }
    const seen = { ...ahead, rev: this.known.rev }
    return { ...this.#base(atMs), kind: 'act', action, args, basedOn: this.known.rev, seen }
  }

  send(server: Server, fate: 'ok' | 'lost' | 'no-answer'): void {
    const item = nextToSend(this.items)
    if (item === null) return
    if (fate === 'lost') return
    const answer = server.take(item)
    if (fate === 'no-answer') return
    this.items = afterAnswer(this.items, item, answer, me, this.#facts)
    this.known = server.order
  }

  drain(server: Server): void {
    for (let left = 200; nextToSend(this.items) !== null; left -= 1) {
      if (left === 0) throw new Error('the outbox turns in a circle')
      this.send(server, 'ok')
    }
  }
}

const countIn = (server: Server, id: string): number =>
  server.events.filter(({ args }) => args['actionId'] === id).length +
  [...server.photos, ...server.comments].filter((one) => one === id).length

const step = fc.oneof(
  fc.record({
    who: fc.constant('desk' as const),
    pick: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
  fc.record({
    who: fc.constant('phone' as const),
    kind: fc.constantFrom('act' as const, 'act' as const, 'photo' as const, 'comment' as const),
    pick: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
  fc.record({
    who: fc.constant('link' as const),
    fate: fc.constantFrom('ok' as const, 'lost' as const, 'no-answer' as const),
  }),
)
const DESK_ACTS: readonly OrderAction[] = [
  'urge',
  'supervise',
  'escalate',
  'grant-return',
  'refuse-return',
  'add-cohandler',
  'grant-extension',
  'dispatch',
  'reject-submission',
  'void',
  'restore',
  'force-close',
  'reopen',
]

describe('a phone without a link and a desk with one', () => {
  test('however they act in between, each thing is recorded once or still waits for its author, and the history folds', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, isStrict) => {
        const server = new Server(aReportedOrder(), isStrict)
        const phone = new Phone(server.order)
        const deskIds: string[] = []
        for (const one of steps) {
          server.nowMs += MIN
          if (one.who === 'phone') phone.make(one.kind, one.pick, server.nowMs)
          else if (one.who === 'link') phone.send(server, one.fate)
          else {
            const allowed = actionsOn(server.order, factsAt(server.nowMs)).filter(
              (action) => DESK_ACTS.includes(action) && action !== 'force-close',
            )
            const action = allowed[Math.floor(one.pick * allowed.length)]
            const helps = server.order.overlays?.cohandlers?.some(
              (part) => part.releasedAt === null,
            )
            if (action === undefined || (action === 'add-cohandler' && helps === true)) continue
            deskIds.push(server.desk(action))
          }
        }
        server.nowMs += MIN
        phone.drain(server)
        for (const { id } of phone.made) {
          const waits = phone.items.some((item) => item.id === id) ? 1 : 0
          expect(countIn(server, id) + waits, id).toBe(1)
        }
        for (const id of deskIds) expect(countIn(server, id)).toBe(1)
        expect(server.events.map(({ rev }) => rev)).toEqual(server.events.map((_, i) => i + 1))
        expect(foldOrder(server.events)).toEqual(server.order)
        // Whatever its author decides then, nothing is left over and nothing comes twice.
        for (let left = 100; phone.items.length > 0; left -= 1) {
          expect(left).toBeGreaterThan(0)
          const held = phone.items.find((item) => item.held !== null)
          expect(held).toBeDefined()
          if (held === undefined) break
          phone.items =
            held.held?.why === 'changed' && left > 60
              ? stillWanted(phone.items, held.id, server.order)
              : without(phone.items, held.id)
          phone.drain(server)
        }
        for (const { id } of phone.made) expect(countIn(server, id)).toBeLessThanOrEqual(1)
        expect(foldOrder(server.events)).toEqual(server.order)
      }),
      { numRuns: 1_000 },
    )
  })

  const both = () => {
    const server = new Server(aReportedOrder())
    return { server, phone: new Phone(server.order) }
  }
  const act = (phone: Phone, action: OrderAction, atMs: number): void => {
    const allowed = allowedTo(phone.ahead, atMs)
    phone.make('act', (allowed.indexOf(action) + 0.5) / allowed.length, atMs)
  }

  test('sign, photograph and submit follow one another before anything is sent, and arrive with their own times', () => {
    const { server, phone } = both()
    act(phone, 'sign', START + MIN)
    phone.make('photo', 0, START + 2 * MIN)
    expect(phone.ahead.state).toBe('handling')
    act(phone, 'submit', START + 3 * MIN)
    expect(phone.ahead.state).toBe('submitted')
    server.nowMs = START + 300 * MIN
    server.desk('urge')
    phone.drain(server)
    expect(phone.items).toEqual([])
    expect(
      server.events.slice(-3).map(({ action, at }) => `${action} ${at.slice(11, 16)}`),
    ).toEqual(['urge 09:00', 'sign 04:01', 'submit 04:03'])
    expect(server.events.at(-1)?.args['evidence']).toBe('complete')
  })

  test('an order that came back to the same state through other hands is looked at before the act is done', () => {
    const { server, phone } = both()
    act(phone, 'sign', START + MIN)
    phone.drain(server)
    act(phone, 'submit', START + 2 * MIN)
    server.nowMs = START + 60 * MIN
    server.take({
      ...(phone.items[0] as OutAct),
      id: 'a colleague',
      atMs: START + 50 * MIN,
      seen: server.order,
    })
    server.desk('reject-submission')
    phone.drain(server)
    expect(phone.items.map(({ held }) => held?.why)).toEqual(['changed'])
    phone.items = stillWanted(phone.items, phone.items[0]?.id ?? '', server.order)
    phone.drain(server)
    expect(phone.items).toEqual([])
    expect(server.order.state).toBe('submitted')
  })

  test('an act on an order that is gone waits with what hangs on it; the photos and words are not held up', () => {
    const { server, phone } = both()
    act(phone, 'sign', START + MIN)
    phone.make('photo', 0, START + MIN)
    phone.make('comment', 0, START + MIN)
    phone.make('act', 0, START + 2 * MIN)
    server.nowMs = START + 60 * MIN
    server.desk('void')
    phone.drain(server)
    expect(phone.items.map(({ kind, held }) => `${kind} ${held?.why}`)).toEqual([
      'act changed',
      'act undefined',
    ])
    expect([server.photos.length, server.comments.length]).toEqual([1, 1])
  })
})
