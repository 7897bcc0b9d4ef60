import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getJson, postAs, signIn } from './api.ts'
import { startServer, type TestServer } from './server.ts'

/** Recorded orders of other cities; not part of this repository. */
const REAL = fileURLToPath(new URL('../../shared/real/', import.meta.url))
const dirOf = (name: string): string => join(REAL, name)
const hasReal = ['boston-311-csv', 'boston-open311-json', 'cn-citizen-messages'].every((name) =>
  existsSync(dirOf(name)),
)
if (!hasReal)
  console.log('recorded orders are absent (../shared/real): their import is not run here')

const TOP = fileURLToPath(new URL('..', import.meta.url))
const CLI = join(TOP, 'server/intake/import-cli.ts')
const run = promisify(execFile)

type Order = {
  id: string
  rev: number
  state: string
  title: string
  description: string
  type: string
  department: string
  externalId: string
  createdAt: string
  changedAt: string
  simulated: boolean
  position: [number, number] | null
}

// What follows knows nothing of the importer: another way to read CSV, another rule for summer time.

/** Records of a CSV by a plain walk over its characters. */
function recordsOf(text: string): Record<string, string>[] {
  const records: string[][] = [['']]
  let inQuotes = false
  for (const [at, char] of [...text].entries()) {
    void at
    const record = records[records.length - 1] as string[]
    if (char === '"') {
      inQuotes = !inQuotes
      record[record.length - 1] += '"'
    } else if (char === ',' && !inQuotes) record.push('')
    else if (char === '\n' && !inQuotes) records.push([''])
    else record[record.length - 1] += char
  }
  const plain = records
    .filter((record) => record.length > 1)
    .map((record) =>
      record.map((cell) =>
        cell
          .replace(/\r$/, '')
          .replace(/^"([\s\S]*)"$/, '$1')
          .replaceAll('""', '"'),
      ),
    )
  const [titles = [], ...rows] = plain
  return rows.map((row) => Object.fromEntries(titles.map((title, i) => [title, row[i] ?? ''])))
}

const unzipped = (dir: string, ending: string): string[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith(ending))
    .map((name) => gunzipSync(readFileSync(join(dir, name))).toString('utf8'))

/** US Eastern time of 2015 and 2016: summer time from the second Sunday of March to the first of November, at 2. */
function easternIso(text: string): string {
  const [date = '', clock = '', half = ''] = text.split(' ')
  const [month = '', day = '', year = ''] = date.split('/')
  const [hour = '', minute = '', second = ''] = clock.split(':')
  const h = (Number(hour) % 12) + (half === 'PM' ? 12 : 0)
  const wall = Date.UTC(+year, +month - 1, +day, h, +minute, +second)
  const begins = { 2015: Date.UTC(2015, 2, 8, 2), 2016: Date.UTC(2016, 2, 13, 2) }[+year] ?? 0
  const ends = { 2015: Date.UTC(2015, 10, 1, 2), 2016: Date.UTC(2016, 10, 6, 2) }[+year] ?? 0
  const behindH = wall >= begins && wall < ends ? 4 : 5
  return new Date(wall + behindH * 3_600_000).toISOString()
}

/** What an import has to come to: each record is new, a repeat, or has no number. */
function counted(ids: readonly string[]) {
  const withId = ids.filter((id) => id !== '')
  const accepted = new Set(withId).size
  return {
    records: ids.length,
    accepted,
    duplicates: withId.length - accepted,
    rejected: ids.length - withId.length,
  }
}

/** A whole set on two shared cores. */
const PATIENCE_MS = 420_000

describe.skipIf(!hasReal)('recorded orders of other cities', { timeout: PATIENCE_MS }, () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ env: { NZH_SIMULATOR: 'off' } })
  })
  afterAll(() => server?.stop())

  async function imported(set: string, dir: string) {
    const args = ['--import', 'tsx', CLI, set, dirOf(dir), '--server', server.url]
    const { stdout } = await run(process.execPath, [...args, '--token', server.token], {
      cwd: TOP,
      maxBuffer: 64 * 1024 * 1024,
    })
    const match =
      /records (\d+): .*accepted (\d+), .*duplicates (\d+), .*rejected: (.*)/.exec(stdout) ?? []
    const rejected = [...(match[4] ?? '').matchAll(/\d+(?=,|$)/g)].map(Number)
    console.log(`${set}: ${/.* rows\/s/.exec(stdout)?.[0] ?? stdout}`)
    return {
      records: Number(match[1]),
      accepted: Number(match[2]),
      duplicates: Number(match[3]),
      rejected: rejected.reduce((sum, count) => sum + count, 0),
    }
  }

  const found = async (q: string): Promise<Order[]> =>
    (await getJson<{ orders: Order[] }>(server, `/orders?q=${encodeURIComponent(q)}`)).orders

  test('citizens’ messages: every one is taken in or counted, at its own time, found by its words', async () => {
    const [text = ''] = unzipped(dirOf('cn-citizen-messages'), 'messages.csv.gz')
    const rows = recordsOf(text)
    const expected = counted(rows.map((row) => row['留言编号'] ?? ''))
    expect(expected.records).toBe(392)
    expect(await imported('cn-messages', 'cn-citizen-messages')).toEqual(expected)
    expect(await imported('cn-messages', 'cn-citizen-messages')).toEqual({
      ...expected,
      accepted: 0,
      duplicates: 392,
    })
    const row = rows[7] ?? {}
    const order = (await found(row['留言主题'] ?? '')).find(
      ({ externalId }) => externalId === row['留言编号'],
    )
    const [date = '', clock = ''] = (row['留言时间'] ?? '').split(' ')
    const iso = `${date
      .split('/')
      .map((part) => part.padStart(2, '0'))
      .join('-')}T${clock.padStart(8, '0')}+08:00`
    expect(order).toMatchObject({ state: 'dispatched', position: null, simulated: true })
    expect(Date.parse(order?.createdAt ?? '')).toBe(Date.parse(iso))
    expect(order?.description).not.toMatch(/^\s|\s$/)
  })

  test('Open311: repeats are counted once, five records have no number, times keep their offsets', async () => {
    type Recorded = Record<string, unknown>
    const rows = unzipped(dirOf('boston-open311-json'), '.json.gz').flatMap((text): Recorded[] =>
      JSON.parse(text),
    )
    const expected = counted(rows.map((row) => String(row['service_request_id'] ?? '')))
    // 50, 50, 50 and 845 within the four files; records without a number are no repeats of one another.
    expect(expected).toMatchObject({ records: 23_300, rejected: 5, duplicates: 995 })
    expect(await imported('boston-open311', 'boston-open311-json')).toEqual(expected)
    for (const row of rows.filter((one) => one['status'] === 'closed').slice(100, 104)) {
      const order = (await found(String(row['address']))).find(
        ({ externalId }) => externalId === row['service_request_id'],
      )
      expect(order).toMatchObject({
        state: 'closed',
        createdAt: new Date(String(row['requested_datetime'])).toISOString(),
        changedAt: new Date(String(row['updated_datetime'])).toISOString(),
      })
    }
    const open = rows.find((one) => one['status'] === 'open' && one['service_request_id'])
    const standing = (await found(String(open?.['address']))).find(
      ({ externalId }) => externalId === open?.['service_request_id'],
    )
    expect(standing).toMatchObject({ state: 'dispatched', simulated: true })
  })

  test('Boston 311: 38,179 rows; closed ones are closed at their own time, summer and winter; open ones can be worked on', async () => {
    const rows = unzipped(dirOf('boston-311-csv'), '.csv.gz').flatMap(recordsOf)
    const expected = counted(rows.map((row) => row['CASE_ENQUIRY_ID'] ?? ''))
    expect(expected).toEqual({ records: 38_179, accepted: 38_179, duplicates: 0, rejected: 0 })
    expect(await imported('boston-csv', 'boston-311-csv')).toEqual(expected)

    const orderOf = async (row: Record<string, string>): Promise<Order> => {
      const near = await found(row['Location'] ?? '')
      const order = near.find(({ externalId }) => externalId === row['CASE_ENQUIRY_ID'])
      if (order === undefined) throw new Error(`${row['CASE_ENQUIRY_ID']} is not found`)
      return order
    }
    const isWinter = (row: Record<string, string>) => /^0[12]\//.test(row['OPEN_DT'] ?? '')
    const isSummer = (row: Record<string, string>) => /^0[67]\//.test(row['OPEN_DT'] ?? '')
    const isDefault = (row: Record<string, string>) =>
      row['LATITUDE'] === '42.3594' && row['LONGITUDE'] === '-71.0587'
    const closed = rows.filter((row) => row['CASE_STATUS'] === 'Closed' && !isDefault(row))
    for (const season of [isWinter, isSummer]) {
      for (const row of closed.filter(season).slice(20, 24)) {
        const order = await orderOf(row)
        expect(order).toMatchObject({ state: 'closed', simulated: true })
        expect(order.createdAt).toBe(easternIso(row['OPEN_DT'] ?? ''))
        expect(order.changedAt).toBe(easternIso(row['CLOSED_DT'] ?? ''))
        expect(order.description).toContain(`${row['LONGITUDE']}, ${row['LATITUDE']}`)
      }
    }
    const unplaced = await orderOf(rows.filter(isDefault)[3] ?? {})
    expect(unplaced.position).toBeNull()

    const open = await orderOf(rows.filter((row) => row['CASE_STATUS'] === 'Open')[5] ?? {})
    expect(open.state).toBe('dispatched')
    const handler = await signIn(server, `handler-${open.department}`)
    const act = { action: 'sign', rev: open.rev, actionId: crypto.randomUUID() }
    const reply = await postAs(server, handler, `/orders/${open.id}/actions`, act)
    expect(await reply.json()).toMatchObject({ order: { state: 'handling' } })
  })
})
