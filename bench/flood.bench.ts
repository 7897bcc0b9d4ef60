import { setTimeout as sleep } from 'node:timers/promises'
import { getJson, postAs, signIn } from '../e2e/api.ts'
import { FEED_TOKEN, startServer, type TestServer } from '../e2e/server.ts'
import type { Bench, BenchLine } from './bench-line.ts'
import { quantile, residentMegabytes } from './process-stats.ts'

/** A hundred times the district's 628 values a second, in ten requests a second. */
const VALUES_PER_REQUEST = 6_280
const REQUESTS_PER_SECOND = 10
const PROBE_EVERY_MS = 50

type Definition = { id: string; formula: string | null; aggregate: string; department: string }
type Rule = { indicator: string; for: string; level: string }
type Catalog = { indicators: Definition[]; scenarios: { alarms: Rule[] }[] }

/** R8: a flood of readings beside a person who works: memory, the person's waiting, what is dropped and what stays. */
export const run: Bench = async ({ smoke }) => {
  const seconds = smoke ? 2 : 10
  const server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  try {
    const alarm = await raiseAlarm(server)
    const targets = await targetsOf(server)
    // Once everything has been seen, so that what is measured is the flood and not the first meeting.
    await post(server, bodyOf(targets, Date.now(), 0))
    await sleep(1_000)
    const before = await residentMegabytes(server.pid)
    const probe = startProbe(server, alarm)
    const flood = await floodWith(server, targets, seconds)
    const probed = await probe.end()
    return await report(server, targets, flood, probed, before)
  } finally {
    await server.stop()
  }
}

type Target = { readonly indicator: string; readonly place: string }

async function targetsOf(server: TestServer): Promise<Target[]> {
  const { indicators } = await getJson<Catalog>(server, '/catalog')
  const measured = indicators.filter(({ formula }) => formula === null)
  const targets: Target[] = []
  for (let place = 0; targets.length < VALUES_PER_REQUEST; place++) {
    for (const { id } of measured) targets.push({ indicator: id, place: `point:flood-${place}` })
  }
  return targets.slice(0, VALUES_PER_REQUEST)
}

const bodyOf = (targets: readonly Target[], at: number, value: number): string =>
  `{"readings":[${targets
    .map(
      ({ indicator, place }) =>
        `{"indicator":"${indicator}","place":"${place}","at":${at},"value":${value}}`,
    )
    .join()}]}`

async function post(server: TestServer, body: string): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/readings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${FEED_TOKEN}`, 'content-type': 'application/json' },
    body,
  })
  await response.arrayBuffer()
  return response.status
}

/** An alarm that the probe can acknowledge again and again: the act waits its turn among the readings. */
async function raiseAlarm(server: TestServer): Promise<string> {
  const { indicators, scenarios } = await getJson<Catalog>(server, '/catalog')
  const measured = new Set(indicators.filter((i) => i.formula === null).map(({ id }) => id))
  const rules = scenarios.flatMap(({ alarms }) => alarms)
  for (const rule of rules.filter((r) => r.for === '0s' && measured.has(r.indicator))) {
    await post(server, bodyOf([{ indicator: rule.indicator, place: 'district' }], Date.now(), 1e9))
    const { alarms } = await getJson<{ alarms: { id: string }[] }>(server, '/alarms')
    if (alarms[0] !== undefined) return alarms[0].id
  }
  throw new Error('no alarm could be raised')
}

type Flood = {
  readonly sent: number
  readonly accepted: number
  readonly turnedAway: number
  readonly peakMb: number
  /** Time and value of the newest batch that was answered 202. */
  readonly newest: { readonly at: number; readonly value: number }
}

async function floodWith(
  server: TestServer,
  targets: readonly Target[],
  seconds: number,
): Promise<Flood> {
  let accepted = 0
  let turnedAway = 0
  let peakMb = 0
  let newest = { at: 0, value: 0 }
  const pending: Promise<void>[] = []
  const begin = performance.now()
  const requests = seconds * REQUESTS_PER_SECOND
  for (let value = 1; value <= requests; value++) {
    const at = Date.now()
    const answer = post(server, bodyOf(targets, at, value)).then((status) => {
      if (status === 429) turnedAway++
      else if (status !== 202) throw new Error(`the flood was answered ${status}`)
      else {
        accepted++
        if (at > newest.at) newest = { at, value }
      }
    })
    pending.push(answer)
    peakMb = Math.max(peakMb, await residentMegabytes(server.pid))
    const nextMs = begin + (value / REQUESTS_PER_SECOND) * 1_000
    await sleep(Math.max(0, nextMs - performance.now()))
  }
  let isOver = false
  const answers = Promise.all(pending).finally(() => {
    isOver = true
  })
  while (!isOver) {
    peakMb = Math.max(peakMb, await residentMegabytes(server.pid))
    await sleep(100)
  }
  await answers
  return { sent: requests, accepted, turnedAway, peakMb, newest }
}

type Probed = { readonly acts: readonly number[]; readonly reads: readonly number[] }

/** Somebody who acts and looks all the while. @returns milliseconds each took */
function startProbe(server: TestServer, alarm: string): { end(): Promise<Probed> } {
  let isOver = false
  const acts: number[] = []
  const reads: number[] = []
  const timed = async (into: number[], act: () => Promise<Response>): Promise<void> => {
    const begin = performance.now()
    const response = await act()
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`the probe was answered ${response.status}`)
    into.push(performance.now() - begin)
  }
  const work = (async () => {
    const duty = await signIn(server, 'duty')
    const read = `${server.url}/api/v1/indicators/map.vitals.index`
    while (!isOver) {
      await timed(acts, () => postAs(server, duty, `/alarms/${alarm}/ack`, {}))
      await timed(reads, () => fetch(read, { headers: { cookie: duty.cookie } }))
      await sleep(PROBE_EVERY_MS)
    }
  })()
  return {
    async end() {
      isOver = true
      await work
      return { acts, reads }
    },
  }
}

async function report(
  server: TestServer,
  targets: readonly Target[],
  flood: Flood,
  probed: Probed,
  before: number,
): Promise<BenchLine[]> {
  const { sent, accepted, turnedAway, peakMb, newest } = flood
  let wrong = 0
  for (const { indicator, place } of targets.filter((_, i) => i % 97 === 0)) {
    const path = `/indicators/${indicator}?place=${encodeURIComponent(place)}`
    const { value } = await getJson<{ value: number }>(server, path)
    if (value !== newest.value) wrong++
  }
  const feeds = await getJson<{ turnedAway: { count: number }[] }>(server, '/feeds')
  const shown = feeds.turnedAway.reduce((sum, { count }) => sum + count, 0)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const counted = Number(
    /^nzh_reading_requests_turned_away_total (\d+)/m.exec(metrics)?.[1] ?? Number.NaN,
  )
  const grown = peakMb - before
  const actP99 = quantile(probed.acts, 0.99)
  const load = `${VALUES_PER_REQUEST * REQUESTS_PER_SECOND} values/s`
  const isTold = counted === turnedAway && shown >= turnedAway
  return [
    line(`requests answered 202 of ${sent}, ${load}`, accepted, ''),
    line('requests answered 429', turnedAway, ''),
    line('of those told by /metrics', counted, '', '= 429s, and in /feeds', isTold),
    line('series whose newest value did not win', wrong, '', '0', wrong === 0),
    line(`memory beyond ${before.toFixed(0)} MB before`, grown, 'MB', '<= 200', grown <= 200),
    line('a command beside it, p50', quantile(probed.acts, 0.5), 'ms'),
    line('a command beside it, p99', actP99, 'ms', '<= 500', actP99 <= 500),
    line('a look beside it, p99', quantile(probed.reads, 0.99), 'ms'),
  ]
}

const line = (
  name: string,
  value: number,
  unit: string,
  bar?: string,
  ok?: boolean,
): BenchLine => ({
  id: 'R8',
  name,
  value,
  unit,
  ...(bar === undefined || ok === undefined ? {} : { bar, ok }),
})
