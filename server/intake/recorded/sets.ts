import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type {
  OrderMapping,
  OrderMappingName,
} from '../../../data-fixtures/mappings/orders/order-mapping.ts'
import { loadTerritory } from '../../indicators/territory.ts'
import { readCsv } from '../read-csv.ts'
import { groundMover } from './ground.ts'
import type { Recorded } from './record.ts'
import { type WallTime, zoneClock } from './zoned-time.ts'

type Fields = (name: string) => string
type Mover = (lon: number, lat: number) => [number, number] | null
type Reader = (dir: string, mapping: OrderMapping) => AsyncGenerator<Recorded>

/** Files of a folder that end so, plain or gzipped, by name. @throws Error when there is none */
async function filesOf(dir: string, ending: RegExp): Promise<string[]> {
  const names = (await readdir(dir)).filter((name) => ending.test(name)).sort()
  if (names.length === 0) throw new Error(`no file in ${dir} matches ${ending}`)
  return names.map((name) => join(dir, name))
}

async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

async function* csvRows(path: string): AsyncGenerator<Fields> {
  const text = await textOf(path)
  async function* whole() {
    yield text
  }
  let titles: ReadonlyMap<string, number> | null = null
  for await (const { cells } of readCsv(whole(), ',')) {
    if (titles === null) {
      titles = new Map(cells.map((title, at) => [String(title).trim(), at]))
      continue
    }
    const columns = titles
    yield (name) => String(cells[columns.get(name) ?? -1] ?? '')
  }
}

function moverOf({ ground }: OrderMapping): Mover {
  if (ground === null) return () => null
  const territory = loadTerritory()
  const move = groundMover(ground, (point) => territory.holds(point, 0))
  return (lon, lat) => move([lon, lat])
}

const US_TIME = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}):(\d{2}):(\d{2}) (AM|PM)$/

/** `MM/DD/YYYY hh:mm:ss AM` by a wall clock. */
function usTime(text: string, clock: (time: WallTime) => number | null): number | null {
  const match = US_TIME.exec(text)
  if (match === null) return null
  const part = (at: number): number => Number(match[at])
  const hour = (part(4) % 12) + (match[7] === 'PM' ? 12 : 0)
  return clock({
    year: part(3),
    month: part(1),
    day: part(2),
    hour,
    minute: part(5),
    second: part(6),
  })
}

async function* bostonCsv(dir: string, mapping: OrderMapping): AsyncGenerator<Recorded> {
  const clock = zoneClock(mapping.zone ?? 'UTC')
  const move = moverOf(mapping)
  for (const path of await filesOf(dir, /\.csv(\.gz)?$/)) {
    for await (const field of csvRows(path)) {
      const [lon, lat] = [field('LONGITUDE'), field('LATITUDE')]
      yield {
        id: field('CASE_ENQUIRY_ID'),
        type: field('TYPE'),
        title: field('CASE_TITLE') === '' ? field('TYPE') : field('CASE_TITLE'),
        lines: [
          `原类型 type: ${field('TYPE')}`,
          `原地址 address: ${field('Location')}`,
          `原坐标 position: ${lon}, ${lat}`,
          `原时限 target: ${field('TARGET_DT')} ${field('OnTime_Status')}`,
          `原渠道 source: ${field('Source')}`,
        ],
        openedMs: usTime(field('OPEN_DT'), clock),
        closedMs: usTime(field('CLOSED_DT'), clock),
        isClosed: field('CASE_STATUS') === 'Closed',
        result: field('CLOSURE_REASON'),
        position: lon === '' || lat === '' ? null : move(Number(lon), Number(lat)),
      }
    }
  }
}

async function* bostonOpen311(dir: string, mapping: OrderMapping): AsyncGenerator<Recorded> {
  const move = moverOf(mapping)
  for (const path of await filesOf(dir, /\.json(\.gz)?$/)) {
    const rows: Record<string, unknown>[] = JSON.parse(await textOf(path))
    for (const row of rows) {
      const field: Fields = (name) => (typeof row[name] === 'string' ? row[name] : '')
      const time = (name: string): number | null => {
        const ms = Date.parse(field(name))
        return Number.isNaN(ms) ? null : ms
      }
      const [lon, lat] = [row['long'], row['lat']]
      const hasPoint = typeof lon === 'number' && typeof lat === 'number'
      yield {
        id: field('service_request_id'),
        type: field('service_name'),
        title: `${field('service_name')}: ${field('description').split('\n')[0] ?? ''}`.replace(
          /: $/,
          '',
        ),
        lines: [
          field('description'),
          `原类型 type: ${field('service_name')}`,
          `原地址 address: ${field('address')}`,
          hasPoint ? `原坐标 position: ${lon}, ${lat}` : '',
          field('media_url') === '' ? '' : `原图片 media: ${field('media_url')}`,
        ],
        openedMs: time('requested_datetime'),
        closedMs: time('updated_datetime'),
        isClosed: field('status') === 'closed',
        result: field('status_notes'),
        position: hasPoint ? move(lon, lat) : null,
      }
    }
  }
}

const CN_TIME = /^(\d{4})\/(\d{1,2})\/(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2})$/

async function* cnMessages(dir: string, mapping: OrderMapping): AsyncGenerator<Recorded> {
  const clock = zoneClock(mapping.zone ?? 'UTC')
  for (const path of await filesOf(dir, /^messages\.csv(\.gz)?$/)) {
    for await (const field of csvRows(path)) {
      const match = CN_TIME.exec(field('留言时间'))
      const part = (at: number): number => Number(match?.[at])
      yield {
        id: field('留言编号'),
        type: field('一级分类'),
        title: field('留言主题'),
        lines: [...field('留言详情').split(/\r?\n/), `原分类: ${field('一级分类')}`],
        openedMs:
          match === null
            ? null
            : clock({
                year: part(1),
                month: part(2),
                day: part(3),
                hour: part(4),
                minute: part(5),
                second: part(6),
              }),
        closedMs: null,
        isClosed: false,
        result: '',
        reporter: field('留言用户'),
        position: null,
      }
    }
  }
}

/** The sets that can be imported, each by its own way of writing things down. */
export const READERS: Readonly<Record<OrderMappingName, Reader>> = {
  'boston-csv': bostonCsv,
  'boston-open311': bostonOpen311,
  'cn-messages': cnMessages,
}
