// @vitest-environment node
import { Server } from 'socket.io'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { Delta, Snapshot, WatchReply, WatchRequest } from '../../protocol/stream/events.ts'
import { connectionStore } from '../stores/connection.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { Stream } from './stream.ts'
import { createWireSocket } from './wire-socket.ts'

const at = '2026-06-03T04:00:00.000Z'
const reading = (indicator: string, value: number) => ({
  indicator,
  place: 'district',
  value,
  at,
  quality: 'good' as const,
  level: null,
  status: 'fresh' as const,
})
const delta = (topic: string, from: number, value: number): Delta => ({
  topic,
  epoch: 'e1',
  from,
  to: from + 1,
  at,
  readings: [reading(topic, value)],
})

/** How long a busy machine may take for what is a matter of milliseconds. */
const SOON = { timeout: 10_000 }

/** A server that does as it is told, on a real socket. */
let server: Server
let asked: WatchRequest[]
let answer: (request: WatchRequest) => WatchReply
let stream: Stream

const ok = (topics: Record<string, Snapshot>, seq = 1, epoch = 'e1'): WatchReply => ({
  ok: true,
  epoch,
  serverTime: at,
  topics: Object.fromEntries(
    Object.entries(topics).map(([topic, snapshot]) => [topic, { seq, snapshot }]),
  ),
})
const snapshots = (values: Record<string, number>) => (request: WatchRequest) =>
  ok(
    Object.fromEntries(
      request.topics.map((topic) => [topic, { readings: [reading(topic, values[topic] ?? 0)] }]),
    ),
  )

function listen(port: number): number {
  server = new Server(port)
  server.on('connection', (socket) => {
    socket.on('watch', (request: WatchRequest, reply: (answer: WatchReply) => void) => {
      asked.push(request)
      reply(answer(request))
    })
  })
  const address: unknown = Reflect.get(server, 'httpServer').address()
  return Number(Reflect.get(Object(address), 'port'))
}

function follow(port: number): Stream {
  return new Stream({
    socket: createWireSocket({ url: `http://127.0.0.1:${port}` }),
    format: 'json',
    onWall: () => {},
    onCatalog: () => {},
  })
}

const shown = (indicator: string) =>
  indicatorStore.getState().values.get(valueKey(indicator, 'district'))?.value
const link = () => connectionStore.getState().link.state

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 40))
  vi.stubGlobal('cancelAnimationFrame', clearTimeout)
  indicatorStore.setState({ version: 0, values: new Map(), placesOf: new Map() })
  connectionStore.setState({ link: { state: 'connecting' }, clockOffsetMs: 0, city: null })
  asked = []
  answer = snapshots({ a: 1, b: 2 })
  stream = follow(listen(0))
})

afterEach(async () => {
  stream.close()
  await server.close()
  vi.unstubAllGlobals()
})

test('a snapshot fills the stores and the link is live', async () => {
  stream.setTopics(['a', 'b'])
  await expect.poll(link, SOON).toBe('live')
  expect([shown('a'), shown('b')]).toEqual([1, 2])
  expect(indicatorStore.getState().placesOf.get('a')).toEqual(['district'])
})

test('the deltas of one tick are one write of the store', async () => {
  stream.setTopics(['a', 'b'])
  await expect.poll(link, SOON).toBe('live')
  const before = indicatorStore.getState().version
  for (const [topic, value] of [
    ['a', 5],
    ['b', 6],
  ] as const) {
    server.emit('delta', delta(topic, 1, value))
  }
  await expect.poll(() => shown('b'), SOON).toBe(6)
  expect(shown('a')).toBe(5)
  expect(indicatorStore.getState().version).toBe(before + 1)
})

test('a gap is not repaired but asked about, with the place where the screen stands', async () => {
  stream.setTopics(['a'])
  await expect.poll(link, SOON).toBe('live')
  server.emit('delta', delta('a', 1, 5))
  server.emit('delta', delta('a', 3, 7))
  answer = () => ok({ a: { readings: [reading('a', 9)] } }, 4)
  await expect.poll(() => shown('a'), SOON).toBe(9)
  expect(asked.at(-1)?.resume).toEqual({ epoch: 'e1', seqs: { a: 2 } })
})

test('while the link is down the last values stay, and after a restart they change without a blank', async () => {
  stream.setTopics(['a'])
  await expect.poll(link, SOON).toBe('live')
  const sizes: number[] = []
  const end = indicatorStore.subscribe(({ values }) => sizes.push(values.size))
  const port = Number(
    Reflect.get(Object(Reflect.get(server, 'httpServer').address() as unknown), 'port'),
  )
  await server.close()
  await expect.poll(link, SOON).toBe('lost')
  expect(shown('a')).toBe(1)
  answer = () => ok({ a: { readings: [reading('a', 8)] } }, 1, 'e2')
  listen(port)
  await expect.poll(() => shown('a'), { timeout: 10_000 }).toBe(8)
  await expect.poll(link, SOON).toBe('live')
  end()
  expect(sizes).toEqual([1])
})

test('values of a topic that is left stay until those of the next are there', async () => {
  stream.setTopics(['a'])
  await expect.poll(link, SOON).toBe('live')
  const seen: string[] = []
  const end = indicatorStore.subscribe(({ values }) => seen.push([...values.keys()].join()))
  stream.setTopics(['b'])
  await expect.poll(() => shown('b'), SOON).toBe(2)
  end()
  expect(seen).toEqual(['b district'])
})

test('a topic that is gone is left out, the others are followed', async () => {
  answer = (request) =>
    request.topics.includes('gone')
      ? { ok: false, code: 'UNKNOWN_TOPIC', message: 'Unknown topic: gone', topic: 'gone' }
      : snapshots({ a: 1 })(request)
  stream.setTopics(['gone', 'a'])
  await expect.poll(() => shown('a'), SOON).toBe(1)
  expect(asked.map(({ topics }) => topics)).toContainEqual(['a'])
})

test('a refused identity is shown as refused, not as a lost link', async () => {
  stream.close()
  server.use((_socket, next) => {
    next(Object.assign(new Error('UNAUTHENTICATED'), { data: { code: 'UNAUTHENTICATED' } }))
  })
  const port = Number(
    Reflect.get(Object(Reflect.get(server, 'httpServer').address() as unknown), 'port'),
  )
  connectionStore.setState({ link: { state: 'connecting' } })
  stream = follow(port)
  stream.setTopics(['a'])
  await expect
    .poll(() => connectionStore.getState().link, SOON)
    .toEqual({ state: 'refused', code: 'UNAUTHENTICATED' })
})

test('the offset of the clock follows the server', async () => {
  stream.setTopics(['a'])
  await expect.poll(link, SOON).toBe('live')
  const offset = connectionStore.getState().clockOffsetMs
  expect(Math.abs(Date.now() + offset - Date.parse(at))).toBeLessThan(5_000)
})
