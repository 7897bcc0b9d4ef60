import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { getJson, postAs, type Session, signIn } from '../e2e/api.ts'
import { startServer, type TestServer } from '../e2e/server.ts'
import type { Catalog } from '../protocol/catalog.ts'
import type { Order } from '../protocol/order/order.ts'
import type { ClientToServerEvents, ServerToClientEvents } from '../protocol/stream/events.ts'
import type { Bench, BenchLine } from './bench-line.ts'
import { machineLoad, quantile } from './process-stats.ts'

const DESKS = 50
/** Whoever sees every order; several desks are signed in under each name. */
const USERS = ['duty', 'supervisor', 'checker', 'leader'] as const
/** As a desk watches (client/desk/data/live.ts): it reads what is open page by page, and only changes by the stream. */
const WATCH = { topics: ['orders', 'alarms'], format: 'json' as const, bare: true }
/** Acts a second of all desks together, ten times a busy district's, and how often each desk reads a page meanwhile. */
const ACTS_A_SECOND = 10
const PAGE_EVERY_MS = 5_000

type Desk = { readonly session: Session; readonly socket: Socket; close(): void }

/** @param onOrder called with each order event as it comes in */
async function sitDown(
  server: TestServer,
  session: Session,
  onOrder: (orderId: string, rev: number) => void,
): Promise<Desk> {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(server.url, {
    transports: ['websocket'],
    extraHeaders: { cookie: session.cookie },
    forceNew: true,
  })
  socket.on('delta', ({ orders = [] }) => {
    for (const { orderId, rev } of orders) onOrder(orderId, rev)
  })
  await new Promise<void>((resolve, reject) => {
    socket.on('connect_error', reject)
    socket.emit('watch', WATCH, (reply) =>
      reply.ok ? resolve() : reject(new Error(`watch: ${JSON.stringify(reply)}`)),
    )
  })
  const readPage = (): void => {
    const path = '/api/v1/orders?state=open&sort=due&view=row&limit=100'
    void fetch(`${server.url}${path}`, { headers: { cookie: session.cookie } })
      .then((response) => response.arrayBuffer())
      .catch(() => undefined)
  }
  const timer = setInterval(readPage, PAGE_EVERY_MS * (0.75 + Math.random() / 2))
  const close = (): void => {
    clearInterval(timer)
    socket.disconnect()
  }
  return { session, socket, close }
}

/** What one desk does until every other desk has it, with 50 desks at one server over real sockets. */
export const run: Bench = async ({ smoke }) => {
  const seconds = smoke ? 3 : 30
  const server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  const desks: Desk[] = []
  try {
    const { orderTypes } = await getJson<Catalog>(server, '/catalog')
    const arrivals = new Map<string, number[]>()
    const sessions = await Promise.all(USERS.map((user) => signIn(server, user)))
    for (let i = 0; i < DESKS; i++) {
      const session = sessions[i % sessions.length]
      if (session === undefined) continue
      const onOrder = (orderId: string, rev: number): void => {
        const key = `${orderId}/${rev}`
        const times = arrivals.get(key) ?? []
        times[i] = performance.now()
        arrivals.set(key, times)
      }
      desks.push(await sitDown(server, session, onOrder))
    }
    const duties = desks.filter((_, i) => i % USERS.length === 0)
    const sent: { key: string; startMs: number; desk: number }[] = []
    const answers: number[] = []
    /** Files an order, or dispatches the one before: both come from a duty officer. */
    const act = async (n: number, before: Order | null): Promise<Order> => {
      const desk = duties[n % duties.length] as Desk
      const startMs = performance.now()
      const type = orderTypes[n % orderTypes.length]?.code
      const response = await (before === null
        ? postAs(server, desk.session, '/orders', { type, title: `第 ${n} 件`, place: 'chashan' })
        : postAs(server, desk.session, `/orders/${before.id}/actions`, {
            action: 'express',
            actionId: crypto.randomUUID(),
            rev: before.rev,
          }))
      if (!response.ok) throw new Error(`act: ${response.status} ${await response.text()}`)
      const answer = (await response.json()) as Order | { readonly order: Order }
      const order = 'order' in answer ? answer.order : answer
      answers.push(performance.now() - startMs)
      sent.push({ key: `${order.id}/${order.rev}`, startMs, desk: desks.indexOf(desk) })
      return order
    }
    const begin = performance.now()
    const working: Promise<unknown>[] = []
    for (let n = 0; performance.now() - begin < seconds * 1_000; n++) {
      const pauseMs = 2_000 / ACTS_A_SECOND
      working.push(
        act(n, null).then(async (order) => {
          await sleep(pauseMs / 2)
          return act(n + 1, order)
        }),
      )
      // Not in step with the server's own tick.
      await sleep(pauseMs * (0.5 + Math.random()))
    }
    await Promise.all(working)
    await sleep(1_000)
    const times: number[] = []
    let lost = 0
    for (const { key, startMs, desk } of sent) {
      for (let other = 0; other < DESKS; other++) {
        if (other === desk) continue
        const atMs = arrivals.get(key)?.[other]
        if (atMs === undefined) lost++
        else times.push(atMs - startMs)
      }
    }
    return linesOf(times, answers, lost)
  } finally {
    for (const desk of desks) desk.close()
    await server.stop()
  }
}

function linesOf(times: readonly number[], answers: readonly number[], lost: number): BenchLine[] {
  const p95 = quantile(times, 0.95)
  const at = `${DESKS} desks, ${ACTS_A_SECOND} acts/s, load ${machineLoad()}`
  return [
    {
      id: 'desks',
      name: `act to the other desks, p50, ${at}`,
      value: quantile(times, 0.5),
      unit: 'ms',
    },
    {
      id: 'desks',
      name: 'act to the other desks, p95',
      value: p95,
      unit: 'ms',
      bar: '<= 250',
      ok: p95 <= 250,
    },
    {
      id: 'desks',
      name: 'events that a desk did not get',
      value: lost,
      unit: '',
      bar: '<= 0',
      ok: lost === 0,
    },
    { id: 'desks', name: 'answer to whoever acts, p50', value: quantile(answers, 0.5), unit: 'ms' },
    {
      id: 'desks',
      name: 'answer to whoever acts, p95',
      value: quantile(answers, 0.95),
      unit: 'ms',
    },
  ]
}
