import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StreamTables } from '../../client/socket/apply.ts'
import type { AlarmEvent } from '../../protocol/alarm/alarm.ts'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { OrderEvent } from '../../protocol/order/order.ts'
import type { WatchReply } from '../../protocol/stream/events.ts'
import { snapshotOf } from '../../protocol/stream/topic-state.ts'
import type { ChainLink } from './chain.ts'
import type { Channel } from './channel.ts'
import { Hub } from './hub.ts'
import { packLink } from './publish.ts'
import { anAlarm, anOrder, aValue, FakeCity, INDICATORS } from './testing.ts'
import { NODE_CODEC, wireReading } from './wire.ts'

const TICK_MS = 200
const TOPICS = ['city', 'scenario:city-test', 'scenario:city-other', 'orders', 'alarms']

/** A server whose clock and event loop the test turns by hand. */
class Bench {
  readonly city = new FakeCity()
  readonly screens: Screen[] = []
  hub: Hub
  nowMs = 0
  #boots = 0
  #due: { atMs: number; run: () => void }[] = []

  constructor() {
    this.hub = this.#boot()
  }

  restart(): void {
    this.hub.close()
    this.#due = []
    for (const screen of this.screens) screen.cut()
    this.hub = this.#boot()
  }

  advance(ms: number): void {
    const untilMs = this.nowMs + ms
    for (;;) {
      const next = this.#due.filter((d) => d.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      this.#due = this.#due.filter((d) => d !== next)
      this.nowMs = Math.max(this.nowMs, next.atMs)
      next.run()
    }
    this.nowMs = untilMs
  }

  #boot(): Hub {
    this.#boots++
    let epochs = 0
    return new Hub({
      ...this.city,
      tickMs: TICK_MS,
      widestTickMs: 2_000,
      chainBytes: 3_000,
      idleKeepMs: 60_000,
      newEpoch: () => `boot-${this.#boots}-${epochs++}`,
      monotonicMs: () => this.nowMs,
      after: (ms, run) => {
        const due = { atMs: this.nowMs + ms, run }
        this.#due.push(due)
        return () => {
          this.#due = this.#due.filter((d) => d !== due)
        }
      },
      send: (channel, link) => {
        for (const screen of this.screens) screen.receive(channel, link)
      },
      onReset: () => {
        for (const screen of this.screens) screen.restarted()
      },
    })
  }
}

/** One client behind a wire that may be cut with messages still in it. */
class Screen {
  readonly tables = new StreamTables(NODE_CODEC)
  readonly shown: string[] = []
  readonly #bench: Bench
  readonly #format: 'json' | 'binary'
  readonly #topics: readonly string[]
  #rooms = new Set<string>()
  #wire: (() => void)[] = []
  connected = false

  constructor(bench: Bench, format: 'json' | 'binary', topics: readonly string[]) {
    this.#bench = bench
    this.#format = format
    this.#topics = topics
  }

  /** What the server does with `watch`, in one turn: answer, missed deltas, rooms. */
  ask(): void {
    this.connected = true
    const { hub } = this.#bench
    const request = this.tables.request(this.#topics, this.#format)
    const resume = request.resume && {
      epoch: request.resume.epoch,
      seqs: new Map(Object.entries(request.resume.seqs)),
    }
    for (const topic of this.#rooms) hub.release(topic)
    const openings = hub.open(request.topics, resume ?? null)
    for (const topic of request.topics) hub.hold(topic)
    const reply: Extract<WatchReply, { ok: true }> = {
      ok: true,
      epoch: hub.epoch,
      serverTime: '',
      topics: Object.fromEntries(
        openings.map(({ channel, seq, snapshot }) => [
          channel.topic,
          snapshot === null ? { seq, resumed: true as const } : { seq, snapshot },
        ]),
      ),
    }
    const text = JSON.stringify(reply)
    this.#wire.push(() => this.tables.accept(JSON.parse(text)))
    this.#rooms = new Set(request.topics)
    for (const { channel, missed } of openings) {
      for (const link of missed) this.receive(channel, link)
    }
  }

  receive(channel: Channel, link: ChainLink): void {
    if (!this.connected || !this.#rooms.has(channel.topic)) return
    const { topic, epoch, to } = link.delta
    const packed = this.#format === 'binary'
    const text = JSON.stringify(packed ? packLink(channel, link) : link.delta)
    this.#wire.push(() => {
      const message = JSON.parse(text)
      const applied = packed ? this.tables.packed(message) : this.tables.delta(message)
      if (applied === 'applied') this.shown.push(`${topic} ${epoch} ${to}`)
      if (applied === 'gap') this.ask()
    })
  }

  restarted(): void {
    if (!this.connected) return
    for (const topic of this.#rooms) {
      const channel = this.#bench.hub.channel(topic)
      if (channel === undefined) continue
      const { epoch } = this.#bench.hub
      const snapshot = channel.snapshot()
      const text = JSON.stringify({ topic, epoch, seq: channel.seq, lagging: false, snapshot })
      this.#wire.push(() => this.tables.snapshot(JSON.parse(text)))
    }
  }

  deliver(most: number): void {
    for (let i = 0; i < most; i++) this.#wire.shift()?.()
  }

  cut(): void {
    this.connected = false
    this.#wire = []
    for (const topic of this.#rooms) this.#bench.hub.release(topic)
    this.#rooms = new Set()
  }

  drain(): void {
    while (this.#wire.length > 0) this.#wire.shift()?.()
  }
}

const at = new Date(0).toISOString()
const alarmEvent = (n: number, state: 'active' | 'cleared'): AlarmEvent => ({
  kind: state === 'cleared' ? 'cleared' : 'raised',
  at,
  by: 'system',
  alarm: anAlarm({ id: `A${n}`, state, level: n % 2 === 0 ? 'red' : 'blue' }),
})
const orderEvent = (n: number, rev: number): OrderEvent => {
  const state = rev % 3 === 0 ? 'closed' : 'handling'
  const order = anOrder({ id: `O${n}`, rev, state })
  return {
    orderId: order.id,
    rev,
    action: 'handle',
    actor: 'a',
    at,
    recordedAt: at,
    args: {},
    order,
  }
}

const screen = fc.nat({ max: 2 })
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('values' as const),
      indicator: fc.constantFrom(...INDICATORS),
      place: fc.constantFrom('district', 'chashan', 'point:__proto__'),
      value: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }),
      status: fc.constantFrom('fresh', 'stale', 'missing'),
      quality: fc.constantFrom('good', 'simulated'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('alarm' as const), n: fc.nat({ max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('order' as const), n: fc.nat({ max: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('time' as const), ms: fc.nat({ max: 500 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('deliver' as const), screen, most: fc.nat(4) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), screen }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('connect' as const), screen }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
)
/** Long enough that being cut, missing something and coming back all happen in most runs. */
const steps60 = fc.array(step, { minLength: 20, maxLength: 60, size: 'max' })
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function play(bench: Bench, steps: readonly Step[]): void {
  for (const [i, s] of steps.entries()) {
    switch (s.do) {
      case 'values': {
        const { indicator, place, value, status, quality } = s
        bench.city.commit([aValue({ indicator, place, value, status, quality, atMs: i })])
        break
      }
      case 'alarm':
        bench.city.commit([], [alarmEvent(s.n, i % 2 === 0 ? 'active' : 'cleared')])
        break
      case 'order':
        bench.city.commit([], [], [orderEvent(s.n, i)])
        break
      case 'time':
        bench.advance(s.ms)
        break
      case 'deliver':
        bench.screens[s.screen]?.deliver(s.most)
        break
      case 'cut':
        bench.screens[s.screen]?.cut()
        break
      case 'connect':
        if (bench.screens[s.screen]?.connected === false) bench.screens[s.screen]?.ask()
        break
      case 'restart':
        bench.restart()
        break
    }
  }
}

function aBench(): Bench {
  const bench = new Bench()
  bench.screens.push(
    new Screen(bench, 'json', TOPICS),
    new Screen(bench, 'binary', TOPICS),
    new Screen(bench, 'binary', ['scenario:city-test', 'city']),
  )
  return bench
}

/** All back, everything sent and read. */
function settle(bench: Bench): void {
  for (const s of bench.screens) if (!s.connected) s.ask()
  bench.advance(5_000)
  for (const s of bench.screens) s.drain()
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)

test('[R17] whatever was cut and whenever the server restarted, all screens end with the server state', () => {
  fc.assert(
    fc.property(steps60, (steps) => {
      const bench = aBench()
      play(bench, steps)
      settle(bench)
      for (const s of bench.screens) {
        for (const [topic, state] of s.tables.states()) {
          expect(snapshotOf(state)).toEqual(bench.hub.channel(topic)?.snapshot())
          for (const reading of state.readings.values()) {
            const { indicator, place } = reading
            expect(reading).toEqual(wireReading(bench.city.live.value(indicator, place)))
          }
        }
        const scenario = s.tables.states().get('scenario:city-test')
        const known = bench.city.live.valuesOf('city.test.value').map((v) => v.place)
        for (const place of known) {
          expect(scenario?.readings.has(valueKey('city.test.value', place))).toBe(true)
        }
        expect([...(scenario?.orders.values() ?? [])].sort(byId)).toEqual(
          bench.city.openOrders().sort(byId),
        )
      }
    }),
    { numRuns: 1_000 },
  )
})

test('no delta is taken twice, and each topic only moves forward', () => {
  fc.assert(
    fc.property(steps60, (steps) => {
      const bench = aBench()
      play(bench, steps)
      settle(bench)
      for (const { shown } of bench.screens) expect(new Set(shown).size).toBe(shown.length)
    }),
    { numRuns: 300 },
  )
})

test('the table that several topics make together is the live state, with nothing that ended', () => {
  fc.assert(
    fc.property(steps60, (steps) => {
      const bench = aBench()
      const tables = bench.screens.map(() => new Map<string, unknown>())
      const collect = () => {
        for (const [i, s] of bench.screens.entries()) {
          const { alarms, orders, readings } = s.tables.takeChanges()
          for (const [key, value] of [...alarms, ...orders, ...readings]) {
            if (value === null) tables[i]?.delete(key)
            else tables[i]?.set(key, value)
          }
        }
      }
      for (const s of steps) {
        play(bench, [s])
        collect()
      }
      settle(bench)
      collect()
      const alarms = bench.city.live.standingAlarms().map((a) => [a.id, a] as const)
      const orders = bench.city.openOrders().map((o) => [o.id, o] as const)
      const table = tables[0] ?? new Map()
      const ids = [...table.keys()].filter((key) => !key.includes(' ')).sort()
      expect(ids).toEqual([...alarms, ...orders].map(([id]) => id).sort())
      for (const [id, thing] of [...alarms, ...orders]) expect(table.get(id)).toEqual(thing)
      for (const [key, reading] of table) {
        const [indicator = '', place = ''] = key.split(' ')
        if (place === '') continue
        expect(reading).toEqual(wireReading(bench.city.live.value(indicator, place)))
      }
    }),
    { numRuns: 500 },
  )
})

test('a screen that missed three ticks gets exactly those three', () => {
  const bench = aBench()
  const [first] = bench.screens
  first?.ask()
  first?.drain()
  first?.cut()
  for (const value of [5, 6, 7]) {
    bench.city.commit([aValue({ value })])
    bench.advance(TICK_MS)
  }
  const missed = bench.hub.open(['scenario:city-test'], {
    epoch: bench.hub.epoch,
    seqs: new Map([['scenario:city-test', 0]]),
  })[0]
  expect(missed?.snapshot).toBeNull()
  expect(missed?.missed.map((m) => m.delta.readings?.map((r) => r.value))).toEqual([[5], [6], [7]])
})

test('a screen that is too far behind gets a snapshot', () => {
  const bench = aBench()
  bench.screens[0]?.ask()
  for (let value = 0; value < 40; value++) {
    bench.city.commit([aValue({ value })])
    bench.advance(TICK_MS)
  }
  const resume = { epoch: bench.hub.epoch, seqs: new Map([['scenario:city-test', 0]]) }
  const [opening] = bench.hub.open(['scenario:city-test'], resume)
  expect(opening?.missed).toEqual([])
  expect(opening?.snapshot?.readings[0]?.value).toBe(39)
})
