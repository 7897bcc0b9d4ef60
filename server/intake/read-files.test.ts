import fc from 'fast-check'
import { expect, test } from 'vitest'
import { requireCatalog } from '../../scenarios/load.ts'
import { RowFault } from './fields.ts'
import { type IntakeFile, openFile } from './open-file.ts'
import { readCsv } from './read-csv.ts'
import { aFile, aZip, bookParts, growthOf, type ZipPart } from './testing.ts'

const NOW_MS = Date.UTC(2026, 5, 3, 4)

const rowsOf = async (file: IntakeFile) => {
  const catalog = await requireCatalog()
  const rows = []
  const placeNamed = (text: string) => (text === '茶山街道' ? 'chashan' : null)
  for await (const row of file.rows({ catalog, placeNamed, atMs: NOW_MS })) rows.push(row)
  file.close()
  return rows
}
const read = async (name: string, content: string | Buffer) =>
  rowsOf(await openFile(await aFile(name, content)))
const outcome = (row: Awaited<ReturnType<typeof rowsOf>>[number]) =>
  row.order instanceof RowFault
    ? [row.line, row.order.code, row.order.field]
    : [row.line, row.order.report]
const book = (sheet: string, options: Partial<Parameters<typeof bookParts>[0]> = {}): Buffer =>
  aZip(bookParts({ sheet, ...options }))
const text = (ref: string, value: string) =>
  `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`
const HEAD = `<row r="1">${text('A1', '类型代码')}${text('B1', '标题')}${text('C1', '上报时间')}</row>`

async function* pieces(...parts: string[]) {
  yield* parts
}

test('CSV in UTF-8 with or without a mark, in GB18030 and in UTF-16 reads the same', async () => {
  const csv = '类型代码,标题,地点\r\ncity.pothole,"路面 ""坑槽"",\n两处",茶山街道\r\n'
  const expected = [
    2,
    expect.objectContaining({
      type: 'city.pothole',
      title: '路面 "坑槽",\n两处',
      place: 'chashan',
    }),
  ]
  // TextEncoder writes UTF-8 only; these are the same characters in GB18030.
  const gb = Buffer.from(
    'c0e0d0cdb4fac2eb2cb1eacce22cb5d8b5e30d0a636974792e706f74686f6c652c22c2b7c3e6202222bfd3b2db22222c0ac1bdb4a6222cb2e8c9bdbdd6b5c00d0a',
    'hex',
  )
  for (const content of [csv, `\uFEFF${csv}`, gb, Buffer.from(`\uFEFF${csv}`, 'utf16le')]) {
    expect((await read('a.csv', content)).map(outcome)).toEqual([expected])
  }
})

test('a row of CSV is read the same however the file is cut into pieces', async () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', '"', ',', '\n', '中', ' ', ';'),
    maxLength: 6,
  })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 7 }), async (rows, size) => {
      const csv = rows
        .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
        .join('\r\n')
      const cut = csv.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []
      const found: (string | number)[][] = []
      for await (const { cells } of readCsv(pieces(...cut), ',')) found.push([...cells])
      expect(found).toEqual(rows.filter((row) => row.some((one) => one.trim() !== '')))
    }),
    { numRuns: 500 },
  )
})

test('each fault of a row names its line, its column and its code, and costs no other row', async () => {
  const long = 'x'.repeat(201)
  const csv = [
    '工单导入表',
    'type,title,lon,lat,severity,createdAt,place',
    'city.pothole,a,,,,,',
    ',a,,,,,',
    'city.nothing,a,,,,,',
    'city.pothole,,,,,,',
    `city.pothole,${long},,,,,`,
    'city.pothole,a,119.9,,,,',
    'city.pothole,a,east,31,,,',
    'city.pothole,a,,,5,,',
    'city.pothole,a,,,,2024-02-30 08:00,',
    'city.pothole,a,,,,yesterday,',
    'city.pothole,a,,,,,亚特兰蒂斯',
    '路面坑槽,a,,,,,',
    'city.pothole,a,,,1,2024/6/7 9:05,',
  ].join('\n')
  expect((await read('a.csv', csv)).map(outcome)).toEqual([
    [3, expect.objectContaining({ type: 'city.pothole', channel: 'import', atMs: NOW_MS })],
    [4, 'MISSING_FIELD', 'type'],
    [5, 'UNKNOWN_TYPE', 'type'],
    [6, 'MISSING_FIELD', 'title'],
    [7, 'TOO_LONG', 'title'],
    [8, 'BAD_POSITION', 'lat'],
    [9, 'BAD_POSITION', 'lat'],
    [10, 'BAD_FIELD', 'severity'],
    [11, 'BAD_TIME', 'createdAt'],
    [12, 'BAD_TIME', 'createdAt'],
    [13, 'UNKNOWN_PLACE', 'place'],
    [14, 'UNKNOWN_TYPE', 'type'],
    [15, expect.objectContaining({ severity: 1, atMs: Date.UTC(2024, 5, 7, 1, 5) })],
  ])
})

test('[S19] a column named __proto__ is refused and pollutes nothing; a field of a JSON row too', async () => {
  for (const name of ['__proto__', 'constructor', '__PROTO__']) {
    await expect(read('a.csv', `type,title,${name}\na,b,c`)).rejects.toMatchObject({
      code: 'MALFORMED',
    })
  }
  const line = '{"type":"city.pothole","title":"a","__proto__":{"polluted":1}}'
  expect((await read('a.ndjson', line)).map(outcome)).toEqual([[1, 'MALFORMED', null]])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('NDJSON brings the acts of an order; a bad line costs no other', async () => {
  const acts = [{ action: 'express', at: '2024-06-07T09:00:00+08:00' }]
  const good = { type: 'city.pothole', title: 'a', createdAt: '2024-06-07T09:00:00+08:00', acts }
  const lines = [
    JSON.stringify({ ...good, position: [119.97, 31.78], simulated: true, externalId: 7 }),
    'not json',
    JSON.stringify({ ...good, acts: [{ action: 'fly', at: 0 }] }),
    JSON.stringify({ ...good, acts: [{ action: 'sign', at: '2024-02-30T00:00:00Z' }] }),
    JSON.stringify({ ...good, position: [1] }),
    JSON.stringify({ ...good, createdAt: '2024-02-30T00:00:00Z' }),
    JSON.stringify({ ...good, title: { a: 1 } }),
  ]
  const rows = await read('a.ndjson', lines.join('\n'))
  const [first] = rows
  expect(first?.order).toMatchObject({
    report: { simulated: true, externalId: '7', position: [119.97, 31.78] },
    acts: [{ action: 'express', atMs: Date.UTC(2024, 5, 7, 1) }],
  })
  expect(rows.slice(1).map(outcome)).toEqual([
    [2, 'MALFORMED', null],
    [3, 'BAD_FIELD', 'acts.action'],
    [4, 'BAD_TIME', 'acts.at'],
    [5, 'BAD_POSITION', 'position'],
    [6, 'BAD_TIME', 'createdAt'],
    [7, 'BAD_FIELD', 'title'],
  ])
})

test('a workbook: shared and inline texts, dates as serials of either kind, numbers stored as text', async () => {
  const shared =
    '<sst><si><t>city.pothole</t></si><si><r><t>路面</t></r><rPh><t>lumian</t></rPh><r><t>坑槽 &amp; 井盖</t></r></si></sst>'
  const rows = `<sheetData>${HEAD}<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" s="3"><v>45450.375</v></c></row><row r="5">${text('A5', 'city.pothole')}<c r="B5"><v>12345</v></c>${text('C5', '2024/6/7 9:00')}</row></sheetData>`
  const expected = [
    [2, expect.objectContaining({ title: '路面坑槽 & 井盖', atMs: Date.UTC(2024, 5, 7, 1) })],
    [5, expect.objectContaining({ title: '12345', atMs: Date.UTC(2024, 5, 7, 1) })],
  ]
  expect((await read('a.xlsx', book(rows, { shared }))).map(outcome)).toEqual(expected)
  const old = rows.replace('45450.375', '43988.375')
  const file = book(old, { shared, since1904: true })
  expect((await read('a.xlsx', file)).map(outcome)).toEqual(expected)
})

test('formulas, error cells, merged cells and impossible dates are refused row by row', async () => {
  const rows = `<sheetData>${HEAD}
    <row r="2">${text('A2', 'city.pothole')}<c r="B2" t="str"><f>HYPERLINK("http://x")</f><v>remembered</v></c></row>
    <row r="3">${text('A3', 'city.pothole')}<c r="B3" t="e"><v>#REF!</v></c></row>
    <row r="4">${text('A4', 'city.pothole')}${text('B4', 'merged')}</row>
    <row r="5">${text('A5', 'city.pothole')}</row>
    <row r="6">${text('A6', 'city.pothole')}${text('B6', 'a')}<c r="C6"><v>60</v></c></row>
    <row r="7">${text('A7', 'city.pothole')}${text('B7', 'a')}<c r="C7"><v>-3</v></c></row>
    <row r="8">${text('A8', 'city.pothole')}${text('B8', 'a')}</row>
    </sheetData><mergeCells><mergeCell ref="B4:B5"/></mergeCells>`
  expect((await read('a.xlsx', book(rows))).map(outcome)).toEqual([
    [2, 'FORMULA_CELL', 'title'],
    [3, 'FORMULA_CELL', 'title'],
    [4, 'MERGED_CELL', 'title'],
    [5, 'MISSING_FIELD', 'title'],
    [6, 'BAD_TIME', 'createdAt'],
    [7, 'BAD_TIME', 'createdAt'],
    [8, expect.objectContaining({ title: 'a' })],
  ])
})

test('a hidden sheet is not read', async () => {
  const hidden = `<sheetData>${HEAD}<row r="2">${text('A2', 'city.pothole')}${text('B2', 'hidden')}</row></sheetData>`
  const sheets =
    '<sheet name="x" sheetId="1" state="veryHidden" r:id="rId1"/><sheet name="y" sheetId="2" r:id="rId2"/>'
  const parts = [
    ...bookParts({ sheet: hidden, sheets }),
    {
      name: 'xl/worksheets/sheet2.xml',
      content: `<worksheet><sheetData>${HEAD}<row r="2">${text('A2', 'city.pothole')}${text('B2', 'shown')}</row></sheetData></worksheet>`,
    },
  ]
  const rows = await read('a.xlsx', aZip(parts))
  expect(rows.map(outcome)).toEqual([[2, expect.objectContaining({ title: 'shown' })]])
  const none = sheets.replace('/><sheet name="y"', '/><sheet state="hidden" name="y"')
  await expect(
    read('a.xlsx', aZip(bookParts({ sheet: hidden, sheets: none }))),
  ).rejects.toMatchObject({
    code: 'MALFORMED',
  })
})

test('what is no table is refused by what it holds, whatever its name', async () => {
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13])
  const xls = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0])
  for (const content of [png, xls, aZip([{ name: 'a.txt', content: 'a' }])]) {
    await expect(read('a.xlsx', content)).rejects.toMatchObject({ code: 'FILE_KIND' })
  }
  await expect(read('a.csv', '')).rejects.toMatchObject({ code: 'MALFORMED' })
  await expect(read('a.csv', 'a,b\n1,2')).rejects.toMatchObject({ code: 'MISSING_FIELD' })
  await expect(read('a.csv', 'type,title\n"a,b')).rejects.toMatchObject({ code: 'MALFORMED' })
})

const MIB = 1024 * 1024

test('[S20] zip bombs are refused by entries, size and ratio before anything is inflated', async () => {
  const zeros = Buffer.alloc(64 * MIB)
  const plain = bookParts({ sheet: '<sheetData/>' })
  const bombs: ZipPart[][] = [
    [...plain, { name: 'xl/media/a.bin', content: zeros }],
    [...plain, { name: 'xl/media/a.bin', content: 'a', declaredBytes: 0xfffffff0 }],
    [...plain, ...Array.from({ length: 1_100 }, (_, i) => ({ name: `x${i}`, content: '' }))],
  ]
  for (const parts of bombs) {
    const path = await aFile('bomb.xlsx', aZip(parts))
    const grown = await growthOf(() =>
      expect(openFile(path)).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' }),
    )
    expect(grown).toBeLessThan(100 * MIB)
  }
})

test('[S20] an entry that is larger than it says is stopped, and names that climb out of a folder are refused', async () => {
  const rows = `<sheetData>${HEAD}${'<row></row>'.repeat(2_000_000)}</sheetData>`
  const lying = bookParts({ sheet: rows }).map((part) =>
    part.name.endsWith('sheet1.xml') ? { ...part, declaredBytes: 400_000 } : part,
  )
  await expect(read('a.xlsx', aZip(lying))).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' })
  const climbing = [...bookParts({ sheet: '' }), { name: '../../etc/passwd', content: 'x' }]
  await expect(read('a.xlsx', aZip(climbing))).rejects.toMatchObject({ code: 'MALFORMED' })
})

test('[S20] a document type, and with it every bomb of entities, is refused', async () => {
  const parts = bookParts({ sheet: '' }).map((part) =>
    part.name === 'xl/workbook.xml'
      ? { ...part, content: `<!DOCTYPE x [<!ENTITY a "aaaa">]>${String(part.content)}` }
      : part,
  )
  await expect(read('a.xlsx', aZip(parts))).rejects.toMatchObject({ code: 'MALFORMED' })
})

test('[S20] a cell of a gigabyte is refused while it streams and never held', async () => {
  const part = 'x'.repeat(MIB)
  let given = 0
  async function* endless() {
    yield 'type,title\ncity.pothole,"'
    for (; given < 1_024; given++) yield part
    yield '"\n'
  }
  const grown = await growthOf(async () => {
    const all = async () => {
      for await (const _ of readCsv(endless()));
    }
    await expect(all()).rejects.toMatchObject({ code: 'TOO_LONG', detail: { line: 2 } })
  })
  expect(given).toBeLessThan(4)
  expect(grown).toBeLessThan(100 * MIB)
  const sheet = `<sheetData>${HEAD}<row r="2">${text('B2', 'ab'.repeat(MIB))}</row></sheetData>`
  const noise = Buffer.from(sheet)
  for (let i = 300; i < noise.length - 200; i += 7)
    noise[i] = 97 + (((i * 2_654_435_761) >>> 27) % 26)
  await expect(read('a.xlsx', book(noise.toString()))).rejects.toMatchObject({ code: 'TOO_LONG' })
})
