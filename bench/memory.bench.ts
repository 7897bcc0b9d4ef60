import { setTimeout as sleep } from 'node:timers/promises'
import { getJson } from '../e2e/api.ts'
import { startServer, type TestServer } from '../e2e/server.ts'
import type { Catalog } from '../protocol/catalog.ts'
import type { Bench, BenchLine } from './bench-line.ts'
import { cpuSeconds, machineLoad, residentMegabytes } from './process-stats.ts'
import { type BenchWall, openWall, WALLS } from './walls.ts'

const LONGEST_HISTORY_S = 300
const STEPS = 5
/** How long to watch in a full run, minutes; `NZH_BENCH_MINUTES=60` for the hour that the bar speaks of. */
const MINUTES = Number(process.env['NZH_BENCH_MINUTES'] ?? '4')

/** Resident memory and CPU of a server with the simulator on and 20 walls, after its history is whole. */
export const run: Bench = async ({ smoke }) => {
  const [steps, stepS] = smoke ? [2, 4] : [STEPS, (MINUTES * 60) / STEPS]
  const server = await startServer()
  const walls: BenchWall[] = []
  try {
    if (!smoke) await historyWhole(server)
    const { scenarios } = await getJson<Catalog>(server, '/catalog')
    for (let i = 0; i < WALLS; i++) {
      const scenario = scenarios[(i * 3) % scenarios.length]
      if (scenario !== undefined) walls.push(await openWall(server, scenario, () => undefined))
    }
    const lines: BenchLine[] = []
    let cpuBefore = await cpuSeconds(server.pid)
    for (let step = 1; step <= steps; step++) {
      await sleep(stepS * 1_000)
      const resident = await residentMegabytes(server.pid)
      const cpu = await cpuSeconds(server.pid)
      const after = `${WALLS} walls and the simulator, after ${step * stepS} s`
      const bar = { bar: '<= 300', ok: resident <= 300 }
      lines.push(
        { id: 'memory', name: `resident, ${after}`, value: resident, unit: 'MB', ...bar },
        {
          id: 'cpu',
          name: `CPU of all threads, ${after}, load ${machineLoad()}`,
          value: ((cpu - cpuBefore) / stepS) * 100,
          unit: '% of a core',
        },
      )
      cpuBefore = cpu
    }
    return lines
  } finally {
    for (const wall of walls) wall.close()
    await server.stop()
  }
}

async function historyWhole(server: TestServer): Promise<void> {
  for (let second = 0; second < LONGEST_HISTORY_S; second++) {
    const { backfill } = await getJson<{ backfill: { finished: boolean } }>(server, '/simulator')
    if (backfill.finished) return
    await sleep(1_000)
  }
  throw new Error('the history is not whole in time')
}
