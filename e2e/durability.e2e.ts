import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type PostedReading, postReadings } from './api.ts'
import { freePort, startServer } from './server.ts'

/** Kills without warning: 50 unless `NZH_KILLS` says otherwise. */
const KILLS = Number(process.env['NZH_KILLS'] ?? '50')
const BATCH = 200

/** A number in [0, 1) from a seed, so that a failing run can be repeated. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test(`[R2] no reading answered 202 is lost over ${KILLS} kills in the middle of ingest`, async () => {
  const seed = Number(process.env['NZH_SEED'] ?? Date.now() % 100_000)
  const random = randomOf(seed)
  const port = await freePort()
  const env = { NZH_SIMULATOR: 'off' }
  let server = await startServer({ port, env })
  const { dataDir } = server
  const acknowledged: PostedReading[] = []
  const startMs = Date.now() - 12 * 3_600_000
  let next = 0
  let unanswered = 0

  for (let kill = 0; kill < KILLS; kill++) {
    let killed = false
    const feeding = (async () => {
      while (!killed) {
        const batch = Array.from({ length: BATCH }, (): PostedReading => {
          const n = next++
          return {
            indicator: 'city.air.pm25',
            place: `point:air-station-${(n % 8) + 1}`,
            at: startMs + n,
            value: (n % 500) / 10,
          }
        })
        const reply = await postReadings(server, batch)
        if (reply === null) unanswered += batch.length
        else {
          expect(reply).toMatchObject({ accepted: BATCH, rejected: [] })
          acknowledged.push(...batch)
        }
      }
    })()
    await sleep(1 + Math.floor(random() * 250))
    await server.kill()
    killed = true
    await feeding
    server = await startServer({ dataDir, port, env })
  }

  // Whatever was acknowledged is known: sent again, every reading is a duplicate and none is new.
  let duplicates = 0
  let other = 0
  for (let i = 0; i < acknowledged.length; i += 5_000) {
    const reply = await postReadings(server, acknowledged.slice(i, i + 5_000))
    duplicates += reply?.duplicates ?? 0
    other += (reply?.accepted ?? 0) + (reply?.corrections ?? 0) + (reply?.rejected.length ?? 0)
  }
  console.log(
    `${KILLS} kills (seed ${seed}): ${acknowledged.length} readings acknowledged, ${duplicates} found, ${acknowledged.length - duplicates} lost; ${unanswered} sent without an answer`,
  )
  expect(acknowledged.length).toBeGreaterThan(KILLS * BATCH)
  expect({ duplicates, other }).toEqual({ duplicates: acknowledged.length, other: 0 })
  expect(await server.stop()).toBe(0)
}, 1_200_000)
