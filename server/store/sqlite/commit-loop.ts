import { setTimeout as sleep } from 'node:timers/promises'
import { aBatch, anAlarm, anAlarmEvent, anOrder, anOrderEvent, aReading } from '../testing.ts'
import { openSqliteStore } from './open.ts'

/** Program of the kill test: commits one batch after the other and says which were acknowledged. */
export const LOOP_PLACES = 40
/** Batches that wait at the same time, so that groups form. */
const IN_FLIGHT = 4

const [dir = '', first = '0', startMs = '0'] = process.argv.slice(2)

/** Batch `i`: one reading at each place, one alarm event, one order event. */
const loopBatch = (i: number) => {
  const atMs = Number(startMs) + i * 1_000
  return aBatch({
    readings: Array.from({ length: LOOP_PLACES }, (_, place) =>
      aReading({ place: `point:${place}`, atMs, value: i }),
    ),
    alarms: [anAlarmEvent(atMs, anAlarm({ id: `alarm-${i}` }))],
    orders: [anOrderEvent(atMs, anOrder({ id: `order-${i}` }))],
  })
}

async function main(): Promise<void> {
  const store = await openSqliteStore({ dir })
  let next = Number(first)
  const loop = async (): Promise<never> => {
    for (;;) {
      const i = next
      next += 1
      await store.commit(loopBatch(i))
      process.stdout.write(`${i}\n`)
    }
  }
  const maintain = async (): Promise<never> => {
    for (;;) {
      await store.rollUp(Number(startMs) + next * 1_000)
      await sleep(5)
    }
  }
  await Promise.all([maintain(), ...Array.from({ length: IN_FLIGHT }, loop)])
}

if (dir !== '') await main()
