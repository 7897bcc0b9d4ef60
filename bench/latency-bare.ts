import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { io } from 'socket.io-client'
import type { PostedReading } from '../e2e/api.ts'
import { cpuSeconds } from './process-stats.ts'
import { WALLS } from './walls.ts'

const SCRIPT = fileURLToPath(new URL('./bare-server.ts', import.meta.url))

export type BareFigures = {
  /** From the post to the arrival of the message, each client, ms. */
  readonly times: readonly number[]
  readonly cpuPct: number
}

/**
 * The same readings at the same pace through the bare server.
 *
 * @param batchOf the readings of one second
 */
export async function measureBare(
  warmS: number,
  seconds: number,
  batchOf: (second: number) => readonly PostedReading[],
): Promise<BareFigures> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [port]: unknown[] = await once(child.stdout, 'data')
  const url = `http://127.0.0.1:${String(port).trim()}`
  const times: number[] = []
  let sentMs = Number.NaN
  const clients = Array.from({ length: WALLS }, () => {
    const client = io(url, { transports: ['websocket'], forceNew: true })
    client.on('delta', () => times.push(performance.now() - sentMs))
    return client
  })
  await Promise.all(
    clients.map((client) => new Promise<void>((resolve) => client.on('connect', () => resolve()))),
  )
  let cpuBefore = 0
  let begin = 0
  for (let second = -warmS; second < seconds; second++) {
    if (second === 0) {
      times.length = 0
      begin = performance.now()
      cpuBefore = await cpuSeconds(child.pid ?? 0)
    }
    const readings = batchOf(second)
    sentMs = performance.now()
    await fetch(url, { method: 'POST', body: JSON.stringify({ readings }) })
    await sleep(Math.max(0, sentMs + 1_000 - performance.now()))
  }
  const elapsedS = (performance.now() - begin) / 1_000
  const cpuPct = (((await cpuSeconds(child.pid ?? 0)) - cpuBefore) / elapsedS) * 100
  for (const client of clients) client.disconnect()
  child.stdin.end()
  await once(child, 'exit')
  return { times, cpuPct }
}
