import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { aReading, DAY, DAY_MS } from '../testing.ts'
import { LOOP_PLACES } from './commit-loop.ts'
import { openSqliteStore } from './open.ts'

const KILLS = 10
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const PROGRAM = fileURLToPath(new URL('./commit-loop.ts', import.meta.url))

/** Lets the program commit for a while, then kills it. @returns numbers of the batches it acknowledged */
async function commitUntilKilled(dir: string, first: number, afterMs: number): Promise<number[]> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', PROGRAM, dir, String(first), String(DAY_MS)],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const acknowledged: number[] = []
  const lines = createInterface(child.stdout)
  lines.on('line', (line) => acknowledged.push(Number(line)))
  const read = once(lines, 'close')
  await Promise.race([once(lines, 'line'), once(child, 'exit')])
  await sleep(afterMs)
  child.kill('SIGKILL')
  await read
  return acknowledged
}

test('[R2] what was acknowledged is there after kill -9, and no batch is half there', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'nzh-kill-'))
  const acknowledged = new Set<number>()
  let first = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    const numbers = await commitUntilKilled(dir, first, 1 + ((kill * 37) % 150))
    expect(numbers.length).toBeGreaterThan(0)
    for (const number of numbers) acknowledged.add(number)
    first = Math.max(...acknowledged) + 10
  }

  const store = await openSqliteStore({ dir })
  const { indicator } = aReading()
  const range = { fromMs: DAY_MS, toMs: DAY_MS + DAY, points: 10_000 }
  const present = new Map<number, number>()
  for (let place = 0; place < LOOP_PLACES; place += 1) {
    const query = { indicator, place: `point:${place}`, ...range }
    for (let fromMs = DAY_MS; fromMs < DAY_MS + (first + 20) * 1_000; fromMs += 500_000) {
      const part = { ...query, fromMs, toMs: fromMs + 500_000, points: 500 }
      for (const { last, n } of await store.history(part)) {
        expect(n).toBe(1)
        present.set(last, (present.get(last) ?? 0) + 1)
      }
    }
  }
  const alarms = new Set((await store.alarmEvents(DAY_MS, DAY_MS + DAY)).map((e) => e.alarm.id))
  const orders = await store.ordersAt(DAY_MS + DAY)
  await store.close()
  await rm(dir, { recursive: true })

  const lost = [...acknowledged].filter((i) => !present.has(i))
  const half = [...present].filter(([, places]) => places !== LOOP_PLACES)
  console.log(
    `${KILLS} kills, ${acknowledged.size} batches acknowledged, ${present.size} found, ` +
      `${lost.length} lost, ${half.length} half written`,
  )
  expect({ lost, half }).toEqual({ lost: [], half: [] })
  const found = [...present.keys()].toSorted((a, b) => a - b)
  expect([...alarms].toSorted()).toEqual(found.map((i) => `alarm-${i}`).toSorted())
  expect(orders.map(({ id }) => id).toSorted()).toEqual(found.map((i) => `order-${i}`).toSorted())
}, 120_000)
