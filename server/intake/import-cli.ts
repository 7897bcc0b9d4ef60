import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  isOrderMappingName,
  loadOrderMapping,
  ORDER_MAPPINGS,
} from '../../data-fixtures/mappings/orders/order-mapping.ts'
import type { ImportJob } from './job.ts'
import { convert, type OrderRow } from './recorded/record.ts'
import { filesOf, sendFile } from './recorded/send.ts'
import { READERS } from './recorded/sets.ts'

const USAGE = `npm run import -- <set> <folder> [--server http://127.0.0.1:8080] [--token <token>] [--dry-run]
  sets      ${ORDER_MAPPINGS.join(', ')}
  --token   default: NZH_FEED_TOKEN, else the demo token of the data folder
  --dry-run ask the server what it would take, write nothing`

async function demoToken(): Promise<string | null> {
  const dir = process.env['NZH_DATA_DIR'] ?? './data'
  const text = await readFile(join(dir, 'feed-token'), 'utf8').catch(() => null)
  return text?.trim() ?? null
}

/** What became of a set: every record is accepted, a duplicate or rejected. */
type Totals = {
  records: number
  accepted: number
  duplicates: number
  readonly rejected: Map<string, number>
}

const add = (table: Map<string, number>, key: string, count = 1): void => {
  table.set(key, (table.get(key) ?? 0) + count)
}

function addJob(totals: Totals, job: ImportJob): void {
  totals.accepted += job.accepted
  totals.duplicates += job.duplicates
  for (const [code, count] of Object.entries(job.byCode)) {
    if (code !== 'DUPLICATE') add(totals.rejected, code, count)
  }
}

const list = (table: ReadonlyMap<string, number>): string =>
  table.size === 0 ? '0' : [...table].map(([key, n]) => `${key} ${n}`).join(', ')

/** `npm run import`: brings recorded orders of other cities into a running server through its public interface. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      server: { type: 'string' },
      token: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  })
  const [set, dir] = positionals
  if (set === undefined || dir === undefined || !isOrderMappingName(set)) {
    console.error(USAGE)
    return 2
  }
  const token = values.token ?? process.env['NZH_FEED_TOKEN'] ?? (await demoToken())
  if (token === null) {
    console.error('没有令牌 / no token: give --token or set NZH_FEED_TOKEN')
    return 2
  }
  const server = values.server ?? `http://127.0.0.1:${process.env['PORT'] ?? '8080'}`
  const mapping = await loadOrderMapping(set)
  console.log(`${mapping.title_zh} / ${mapping.title_en}`)
  const totals: Totals = { records: 0, accepted: 0, duplicates: 0, rejected: new Map() }
  const rows: OrderRow[] = []
  for await (const record of READERS[set](dir, mapping)) {
    totals.records++
    const converted = convert(record, mapping)
    if ('row' in converted) rows.push(converted.row)
    else add(totals.rejected, converted.unsent)
  }
  // Files are sorted each by itself: together they come in the order in which things happened.
  rows.sort((a, b) => a.createdAt.localeCompare(b.createdAt))
  const startedMs = performance.now()
  let file = 0
  for (const text of filesOf(rows)) {
    const before = totals.accepted + totals.duplicates
    const job = await sendFile(text, `${set}-${++file}.ndjson`, {
      server,
      token,
      dryRun: values['dry-run'],
      onProgress: (now) =>
        process.stderr.write(`\r${before + now.rows}/${rows.length} ${now.rejected} rejected `),
    })
    addJob(totals, job)
    if (job.state !== 'done') {
      console.error(
        `\n第 ${file} 个文件未完成 / file ${file} ended as ${job.state}: ${job.failure?.code ?? ''} ${job.failure?.messageZh ?? ''}`,
      )
      return 1
    }
  }
  const seconds = (performance.now() - startedMs) / 1_000
  process.stderr.write('\n')
  console.log(
    `记录 records ${totals.records}: 新增 accepted ${totals.accepted}, 重复 duplicates ${totals.duplicates}, 拒绝 rejected: ${list(totals.rejected)}`,
  )
  console.log(
    `${seconds.toFixed(1)} s, ${Math.round(rows.length / Math.max(seconds, 0.001))} 行/秒 rows/s`,
  )
  return 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  },
)
