import { parse } from 'csv-parse/sync'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EXPORT_COLUMNS, plainText, safeText } from '../../protocol/order/columns.ts'
import { type Cell, headings, textCell } from './cells.ts'
import { csvOf } from './csv.ts'
import { xlsxOf } from './xlsx.ts'

async function* pages(...all: Cell[][][]): AsyncGenerator<Cell[][]> {
  for (const page of all) yield page
}
const bytesOf = async (parts: AsyncIterable<string | Uint8Array>): Promise<Buffer> => {
  const all: Buffer[] = []
  for await (const part of parts) all.push(Buffer.from(part as string))
  return Buffer.concat(all)
}
const opened = async (...all: Cell[][][]) => {
  const workbook = new ExcelJS.Workbook()
  const bytes = await bytesOf(xlsxOf({ name: '工单', headings: headings('zh') }, pages(...all)))
  await workbook.xlsx.load(bytes as unknown as ArrayBuffer)
  return workbook
}

const FORMULAS = [
  '=1+1',
  '+8613800000000',
  '-2+3',
  '@SUM(A1)',
  '\t=1+1',
  '\r=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
  '=HYPERLINK("http://x","点")',
]

test('S21: what a spreadsheet could reckon with is led by an apostrophe in both files', async () => {
  const rows = FORMULAS.map((text) => [textCell(text)])
  const sheet = (await opened(rows)).worksheets[0]
  const csv = String(await bytesOf(csvOf(['标题'], pages(rows))))
  const cells = parse(csv.slice(1), { trim: false }) as string[][]
  FORMULAS.forEach((text, index) => {
    const cell = sheet?.getCell(index + 2, 1)
    expect(cell?.type).toBe(ExcelJS.ValueType.String)
    expect(String(cell?.value)).toMatch(/^'/)
    expect(cells[index + 1]?.[0]).toBe(`'${text}`)
  })
})

test('the mark comes off again and leaves exactly what went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("'", '=', '@', '＝', 'a', '\t') }), (text) => {
      expect(plainText(safeText(text))).toBe(text)
      expect(safeText(text)).not.toMatch(/^[=+\-@\t\r＝＋－＠]/)
    }),
    { numRuns: 1_000 },
  )
})

test('numbers are numbers, what is not known is empty, and text keeps commas, quotes and lines', async () => {
  const row: Cell[] = [textCell('a,"b"\n第二行'), -119.98, null, 0]
  const csv = String(await bytesOf(csvOf(['a', 'b', 'c', 'd'], pages([row]))))
  expect(csv.startsWith('\ufeffa,b,c,d\r\n')).toBe(true)
  expect(parse(csv.slice(1))[1]).toEqual(['a,"b"\n第二行', '-119.98', '', '0'])
  const values = (await opened([row])).worksheets[0]?.getRow(2)
  expect(values?.getCell(1).value).toBe('a,"b"\n第二行')
  expect(values?.getCell(2).value).toBe(-119.98)
  expect(values?.getCell(3).value).toBeNull()
  expect(values?.getCell(4).value).toBe(0)
})

test('a sheet has the columns of the one list, and every row of every page', async () => {
  const page = (from: number) => Array.from({ length: 300 }, (_, i) => [`CG-${from + i}`])
  const sheet = (await opened(page(0), page(300), page(600))).worksheets[0]
  expect(sheet?.rowCount).toBe(901)
  expect(sheet?.getRow(1).values).toEqual([undefined, ...EXPORT_COLUMNS.map((column) => column.zh)])
  expect(sheet?.getCell(901, 1).value).toBe('CG-899')
})

test('text with control characters and halves of characters still makes a file that opens', async () => {
  const sheet = (await opened([[textCell('a\u0000\u0008b\ud800c<&>')]])).worksheets[0]
  expect(sheet?.getCell(2, 1).value).toBe('ab\ufffdc<&>')
})

test('whoever stops reading stops the pages too', async () => {
  let given = 0
  async function* endless(): AsyncGenerator<Cell[][]> {
    for (;;) {
      given += 1
      yield [[given]]
    }
  }
  for (const rows of [csvOf(['n'], endless()), xlsxOf({ name: 'n', headings: ['n'] }, endless())]) {
    for await (const _ of rows) break
    const before = given
    await new Promise((resolve) => setImmediate(resolve))
    expect(given).toBe(before)
  }
})
