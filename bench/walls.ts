import { io, type Socket } from 'socket.io-client'
import { FEED_TOKEN, type TestServer } from '../e2e/server.ts'
import type { Scenario } from '../protocol/scenario/scenario.ts'
import type {
  ClientToServerEvents,
  PackedDelta,
  ServerToClientEvents,
  Snapshot,
} from '../protocol/stream/events.ts'

export const WALLS = 20
const CATEGORIES = ['map', 'economy', 'city', 'safety', 'society']

/** A wall as far as the server can tell: one scenario and what every wall watches, in the packed form. */
export type BenchWall = {
  readonly scenario: Scenario
  /** Topic of its scenario. */
  readonly topic: string
  /** That topic when it was opened. */
  readonly snapshot: Snapshot
  readonly seq: number
  close(): void
}

/** @param onPacked called at once with each delta of the scenario's topic */
export async function openWall(
  server: Pick<TestServer, 'url'>,
  scenario: Scenario,
  onPacked: (packed: PackedDelta) => void,
): Promise<BenchWall> {
  const topic = `scenario:${scenario.id}`
  const topics = [topic, 'city', 'alarms', 'orders', ...CATEGORIES.map((id) => `category:${id}`)]
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(server.url, {
    transports: ['websocket'],
    auth: { token: FEED_TOKEN },
    forceNew: true,
  })
  socket.on('packed', (packed) => {
    if (packed.topic === topic) onPacked(packed)
  })
  return new Promise((resolve, reject) => {
    socket.on('connect_error', reject)
    socket.emit('watch', { topics, format: 'binary' }, (reply) => {
      const answer = reply.ok ? reply.topics[topic] : undefined
      if (answer === undefined || !('snapshot' in answer)) {
        reject(new Error(`watch: ${JSON.stringify(reply).slice(0, 200)}`))
        return
      }
      const { seq, snapshot } = answer
      resolve({ scenario, topic, snapshot, seq, close: () => void socket.disconnect() })
    })
  })
}
