import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connect, disconnect, setTopics } from '../client/socket/connection.ts'
import { alarmStore } from '../client/stores/alarms.ts'
import { connectionStore } from '../client/stores/connection.ts'
import { indicatorStore } from '../client/stores/indicators.ts'
import type { Snapshot, WatchReply, WireReading } from '../protocol/stream/events.ts'
import { getJson, postReadings } from './api.ts'
import { type CuttableLink, createCuttableLink } from './cuttable-link.ts'
import { FEED_TOKEN, freePort, startServer, type TestServer } from './server.ts'

const TOPICS = [
  'city',
  'alarms',
  'category:city',
  'scenario:city-air',
  'scenario:city-traffic',
  'scenario:map-vitals',
]
const env = { NZH_SIMULATOR: 'off' }

let server: TestServer
let link: CuttableLink
let feeding = true
let feed: Promise<void>

/** Seen times of each reading, to tell a value that came twice or went back. */
const seen = new Map<string, WireReading>()
const repeated: string[] = []
function watchForRepeats(): void {
  indicatorStore.subscribe(({ values }, before) => {
    for (const [key, reading] of values) {
      const last = before.values.get(key)
      if (last === reading) continue
      const older = seen.get(key)
      if (older?.at && reading.at && Date.parse(reading.at) < Date.parse(older.at))
        repeated.push(`${key} went back`)
      seen.set(key, reading)
    }
  })
}

beforeAll(async () => {
  // The client's code runs here as it runs in a page; only the frame clock is missing outside a browser.
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 16))
  vi.stubGlobal('cancelAnimationFrame', (timer: NodeJS.Timeout) => clearTimeout(timer))
  server = await startServer({ port: await freePort(), env })
  link = await createCuttableLink(server.url)
  startFeed(await measuredIds())
  watchForRepeats()
  connect({ url: link.url, token: FEED_TOKEN })
  setTopics(TOPICS)
  await vi.waitUntil(() => indicatorStore.getState().values.size > 20, { timeout: 20_000 })
})

afterAll(async () => {
  feeding = false
  await feed
  disconnect()
  await link.close()
  await server.stop()
})

/** What the server says of the topics now, asked for by a client that never saw anything before. */
async function serverState(): Promise<Map<string, WireReading>> {
  const socket = io(server.url, {
    transports: ['websocket'],
    auth: { token: FEED_TOKEN },
    forceNew: true,
  })
  const reply = await new Promise<WatchReply>((resolve, reject) => {
    socket.on('connect_error', reject)
    socket.emit('watch', { topics: TOPICS, format: 'json' }, resolve)
  })
  socket.disconnect()
  if (!reply.ok) throw new Error(reply.message)
  const readings = Object.values(reply.topics).flatMap((topic) =>
    'snapshot' in topic ? (topic.snapshot satisfies Snapshot).readings : [],
  )
  return new Map(readings.map((reading) => [`${reading.indicator} ${reading.place}`, reading]))
}

const hashOf = (values: ReadonlyMap<string, WireReading>): string => {
  const rows = [...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, r]) => [key, r.value, r.at, r.quality, r.level, r.status])
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
}

/** Stops the feed for a moment, so that both sides can be compared, and compares them by hash. */
async function expectSameAsServer(): Promise<void> {
  feeding = false
  await feed
  await vi.waitUntil(
    async () =>
      connectionStore.getState().link.state === 'live' &&
      hashOf(indicatorStore.getState().values) === hashOf(await serverState()),
    { timeout: 20_000, interval: 500 },
  )
  expect(indicatorStore.getState().values.size).toBeGreaterThan(20)
  expect([...alarmStore.getState().alarms.keys()].sort()).toEqual(
    (await getJson<{ alarms: { id: string }[] }>(server, '/alarms?limit=1000')).alarms
      .map((alarm) => alarm.id)
      .sort(),
  )
  expect(repeated).toEqual([])
}

/** Ids that a feed may send and the watched topics show. */
async function measuredIds(): Promise<string[]> {
  const { indicators } = await getJson<{ indicators: { id: string; formula: string | null }[] }>(
    server,
    '/catalog',
  )
  return indicators
    .filter(({ id, formula }) => formula === null && /^(city\.(air|traffic)|map)\./.test(id))
    .map(({ id }) => id)
}

/** A third of the indicators every 150 ms, until `feeding` ends. */
function startFeed(ids: readonly string[]): void {
  feeding = true
  feed = (async () => {
    for (let tick = 0; feeding; tick++) {
      const at = Date.now()
      const due = ids.filter((_, i) => (i + tick) % 3 === 0)
      await postReadings(
        server,
        due.map((indicator, i) => ({ indicator, at, value: 10 + ((tick * 13 + i * 7) % 90) })),
      )
      await sleep(150)
    }
  })()
}

async function cutFor(ms: number): Promise<void> {
  link.cut()
  await vi.waitUntil(() => connectionStore.getState().link.state === 'lost', { timeout: 6_000 })
  const kept = indicatorStore.getState().values.size
  await sleep(ms)
  expect(indicatorStore.getState().values.size).toBe(kept)
  link.mend()
  await vi.waitUntil(() => connectionStore.getState().link.state === 'live', { timeout: 20_000 })
  await sleep(2_000)
}

test('[R17] a client cut off for a second ends in exactly the state of the server', async () => {
  await cutFor(1_000)
  await expectSameAsServer()
})

test('[R17] a client cut off for two minutes ends in exactly the state of the server', async () => {
  startFeed(await measuredIds())
  await cutFor(120_000)
  await expectSameAsServer()
})

test('[R18] a client that lived through a restart of the server ends in exactly its state', async () => {
  startFeed(await measuredIds())
  await sleep(1_000)
  const port = Number(new URL(server.url).port)
  await server.kill()
  await vi.waitUntil(() => connectionStore.getState().link.state === 'lost', { timeout: 6_000 })
  server = await startServer({ port, dataDir: server.dataDir, env })
  await vi.waitUntil(() => connectionStore.getState().link.state === 'live', { timeout: 20_000 })
  await sleep(2_000)
  await expectSameAsServer()
})
