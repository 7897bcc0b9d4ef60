import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { crc32, deflateRawSync } from 'node:zlib'

/** A file in a folder of its own. */
export async function aFile(name: string, content: string | Buffer): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'nzh-intake-')), name)
  await writeFile(path, content)
  return path
}

export type ZipPart = {
  readonly name: string
  readonly content: string | Buffer
  /** What the directory says; left out: the truth. */
  readonly declaredBytes?: number
}

const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A zip file written by hand, so that it can lie. */
export function aZip(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, declaredBytes } of parts) {
    const raw = Buffer.from(content)
    const packed = deflateRawSync(raw)
    const common = Buffer.concat([
      u16(0),
      u16(8),
      u32(0),
      u32(crc32(raw)),
      u32(packed.length),
      u32(declaredBytes ?? raw.length),
      u16(Buffer.byteLength(name)),
      u16(0),
    ])
    const local = Buffer.concat([u32(0x04034b50), u16(20), common, Buffer.from(name), packed])
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16(20),
        u16(20),
        common,
        u16(0),
        u16(0),
        u16(0),
        u32(0),
        u32(offset),
        Buffer.from(name),
      ]),
    )
    bodies.push(local)
    offset += local.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.concat([
    u32(0x06054b50),
    u16(0),
    u16(0),
    u16(parts.length),
    u16(parts.length),
    u32(listing.length),
    u32(offset),
    u16(0),
  ])
  return Buffer.concat([...bodies, listing, end])
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
export type BookOptions = {
  readonly sheet: string
  readonly shared?: string
  readonly sheets?: string
  readonly since1904?: boolean
}

/** The parts of a workbook whose first sheet is `sheet` (XML of its rows and what follows them). */
export const bookParts = ({ sheet, shared, sheets, since1904 }: BookOptions): ZipPart[] => [
  {
    name: 'xl/workbook.xml',
    content: `${XML}<workbook xmlns:r="r"><workbookPr${since1904 ? ' date1904="1"' : ''}/><sheets>${
      sheets ?? '<sheet name="a" sheetId="1" r:id="rId1"/>'
    }</sheets></workbook>`,
  },
  {
    name: 'xl/_rels/workbook.xml.rels',
    content: `${XML}<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
  },
  { name: 'xl/worksheets/sheet1.xml', content: `${XML}<worksheet>${sheet}</worksheet>` },
  ...(shared === undefined ? [] : [{ name: 'xl/sharedStrings.xml', content: `${XML}${shared}` }]),
]

/** Writes pieces to a file without holding them. */
export async function writePieces(path: string, pieces: Iterable<string | Buffer>): Promise<void> {
  const stream = createWriteStream(path)
  for (const piece of pieces) {
    if (!stream.write(piece)) await once(stream, 'drain')
  }
  stream.end()
  await finished(stream)
}

/** How far the process grew at most while `work` ran, in bytes of resident memory. */
export async function growthOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 5)
  await work().finally(() => clearInterval(timer))
  return Math.max(most, process.memoryUsage.rss()) - before
}
