import { expect, test } from 'vitest'
import { requireCatalog } from '../../scenarios/load.ts'
import type { ImportedOrder, ImportOutcome } from '../orders/importing.ts'
import { person } from '../orders/testing.ts'
import type { IntakeFile } from './open-file.ts'
import { openFile } from './open-file.ts'
import { type RunCounts, runJob } from './run-job.ts'
import { MOST_ROWS } from './table.ts'
import { aFile, growthOf, writePieces } from './testing.ts'

const by = person('duty', 'duty')

async function run(
  file: IntakeFile,
  importAll: (all: readonly ImportedOrder[]) => ImportOutcome[],
) {
  const catalog = await requireCatalog()
  let counts: RunCounts | null = null
  const codes: string[] = []
  const end = await runJob({
    file,
    facts: { catalog, placeNamed: () => null, atMs: 0 },
    importAll: async (all) => importAll(all),
    by,
    dryRun: true,
    onBatch: async (now, issues) => {
      counts = now
      codes.push(...issues.map(({ code, line }) => `${line} ${code}`))
    },
    isStopped: () => false,
  }).catch((error: unknown) => error)
  file.close()
  return { end, counts, codes }
}
const taken = (all: readonly ImportedOrder[]): ImportOutcome[] =>
  all.map(() => ({ kind: 'duplicate', orderId: 'x' }))

test('a row is a repeat only when the earlier one was taken', async () => {
  const csv = [
    'type,title,externalId',
    ...['1', '1', '2', '2', '1'].map((id) => `city.pothole,a,${id}`),
  ]
  const file = await openFile(await aFile('a.csv', csv.join('\n')))
  let first = true
  const { counts, codes } = await run(file, (all) =>
    all.map(({ report }): ImportOutcome => {
      if (report.externalId !== '1' || !first) return { kind: 'duplicate', orderId: 'x' }
      first = false
      return { kind: 'rejected', code: 'POSITION_OUTSIDE', detail: {} }
    }),
  )
  expect(codes).toEqual(['2 POSITION_OUTSIDE', '5 DUPLICATE', '6 DUPLICATE'])
  expect(counts).toMatchObject({ rows: 5, duplicates: 4, duplicatesInFile: 2, rejected: 1 })
})

test('[S20] ten million rows are cut off at the limit: what came before is taken, and the report says where', async () => {
  const path = await aFile('a.csv', '')
  const block = 'city.pothole,a\n'.repeat(10_000)
  await writePieces(
    path,
    (function* () {
      yield 'type,title\n'
      for (let i = 0; i < 1_000; i++) yield block
    })(),
  )
  let result: Awaited<ReturnType<typeof run>> | null = null
  const grown = await growthOf(async () => {
    result = await run(await openFile(path), taken)
  })
  expect(result).toMatchObject({
    end: { code: 'TOO_MANY_ROWS', detail: { line: MOST_ROWS + 2 } },
    counts: { rows: MOST_ROWS },
  })
  expect(grown).toBeLessThan(100 * 1024 * 1024)
})
