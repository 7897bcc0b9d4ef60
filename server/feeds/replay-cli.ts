import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { loadMapping, mappingNames } from '../../data-fixtures/mappings/mapping.ts'
import { createPoster } from './replay/client.ts'
import type { ConvertCounts } from './replay/convert.ts'
import { play, type ReplayTotals } from './replay/player.ts'
import { openRecording } from './replay/recording.ts'

const USAGE = `npm run replay -- <file or folder> --mapping <name> [--speed N|max] [--from <time>]
                    [--server http://127.0.0.1:8080] [--token <token>] [--dry-run]
  --speed   recorded seconds per real second (default 60); max: all at once, as history that ends now
  --from    leave out what was recorded earlier (ISO 8601 with an offset)
  --token   default: NZH_FEED_TOKEN, else the demo token of the data folder
  --dry-run read and count only, send nothing`

/** `npm run replay`: plays recorded data into a running server through its public interface. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      mapping: { type: 'string' },
      speed: { type: 'string', default: '60' },
      from: { type: 'string' },
      server: { type: 'string' },
      token: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  })
  const [path] = positionals
  const names = await mappingNames()
  if (path === undefined || values.mapping === undefined || !names.includes(values.mapping)) {
    console.error(`${USAGE}\n  mappings  ${names.join(', ')}`)
    return 2
  }
  const speed = values.speed === 'max' ? Number.POSITIVE_INFINITY : Number(values.speed)
  const fromMs = values.from === undefined ? undefined : Date.parse(values.from)
  if (!(speed > 0) || Number.isNaN(fromMs)) {
    console.error(USAGE)
    return 2
  }
  const mapping = await loadMapping(values.mapping)
  console.log(`${mapping.title_zh} / ${mapping.title_en}`)
  const recording = await openRecording(path, mapping)

  // `max` and --dry-run look through the whole recording first: for its last time, and to know what 100 % is.
  const { total, lastAtMs } = await survey(path, mapping, fromMs)
  if (values['dry-run']) {
    for await (const _ of recording.rows());
    printCounts(recording.counts)
    return 0
  }
  const token = values.token ?? process.env['NZH_FEED_TOKEN'] ?? (await demoToken())
  if (token === null) {
    console.error('no token: give --token or set NZH_FEED_TOKEN')
    return 2
  }
  const port = process.env['PORT'] ?? '8080'
  const server = values.server ?? `http://127.0.0.1:${port}`
  const totals = await play({
    rows: recording.rows(),
    quality: mapping.quality,
    source: `replay:${values.mapping}`,
    speed,
    lastAtMs,
    ...(fromMs === undefined ? {} : { fromMs }),
    post: createPoster(server, token),
    nowMs: Date.now,
    sleep: (ms) => sleep(ms),
    onProgress: (now, recordedAtMs) => drawProgress(now.sent, total, recordedAtMs),
  })
  process.stderr.write('\n')
  printCounts(recording.counts)
  printTotals(totals)
  return 0
}

async function survey(
  path: string,
  mapping: Parameters<typeof openRecording>[1],
  fromMs = Number.NEGATIVE_INFINITY,
): Promise<{ total: number; lastAtMs: number }> {
  const recording = await openRecording(path, mapping)
  let total = 0
  let lastAtMs = Number.NEGATIVE_INFINITY
  for await (const row of recording.rows()) {
    for (const { atMs } of row) {
      if (atMs < fromMs) continue
      total++
      lastAtMs = Math.max(lastAtMs, atMs)
    }
  }
  return { total, lastAtMs }
}

async function demoToken(): Promise<string | null> {
  const dir = process.env['NZH_DATA_DIR'] ?? './data'
  const text = await readFile(join(dir, 'feed-token'), 'utf8').catch(() => null)
  return text?.trim() ?? null
}

const BAR = 30

function drawProgress(sent: number, total: number, recordedAtMs: number): void {
  const share = total === 0 ? 1 : sent / total
  const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '·')
  const when = new Date(recordedAtMs).toISOString().slice(0, 16)
  process.stderr.write(`\r${bar} ${(share * 100).toFixed(1)} %  ${sent}/${total}  ${when}Z `)
}

const list = (table: ReadonlyMap<string, number>): string =>
  table.size === 0 ? '0' : [...table].map(([key, n]) => `${key} ${n}`).join(', ')

function printCounts(counts: ReadonlyMap<string, ConvertCounts>): void {
  let rows = 0
  for (const [file, c] of counts) {
    rows += c.rows
    console.log(
      `${basename(file)}: ${c.rows} rows, ${c.skippedRows} left out, ${c.readings} readings; missing: ${list(c.missing)}; bad values: ${list(c.badValues)}; bad times: ${c.badTimes}`,
    )
  }
  console.log(`${counts.size} files, ${rows} rows`)
}

function printTotals(totals: ReplayTotals): void {
  console.log(
    `sent ${totals.sent}: accepted ${totals.accepted}, duplicates ${totals.duplicates}, corrections ${totals.corrections}, rejected: ${list(totals.rejected)}`,
  )
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
