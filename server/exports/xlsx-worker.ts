import { Writable } from 'node:stream'
import { parentPort, workerData } from 'node:worker_threads'
import ExcelJS from 'exceljs'
import type { ToMain, ToWorker, XlsxSheet } from './xlsx-messages.ts'

/** A sheet holds 1,048,576 rows; what is more goes onto the next. */
const ROWS_PER_SHEET = 1_000_000

const port = parentPort
if (port === null) throw new Error('this file is a thread of the export')
const { name, headings } = workerData as XlsxSheet

const tell = (message: ToMain): void => port.postMessage(message)
const out = new Writable({
  write(bytes: Buffer, _encoding, written) {
    tell({ kind: 'chunk', bytes: new Uint8Array(bytes) })
    written()
  },
})
const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
  stream: out,
  useSharedStrings: false,
  useStyles: true,
})
let sheets = 0
let rowsOfSheet = 0

const newSheet = () => {
  sheets += 1
  rowsOfSheet = 0
  const sheet = workbook.addWorksheet(sheets === 1 ? name : `${name} ${sheets}`, {
    views: [{ state: 'frozen', ySplit: 1 }],
  })
  const row = sheet.addRow([...headings])
  row.font = { bold: true }
  row.commit()
  return sheet
}
let sheet = newSheet()

port.on('message', async (message: ToWorker) => {
  if (message.kind === 'end') {
    sheet.commit()
    await workbook.commit()
    tell({ kind: 'done' })
    return
  }
  for (const row of message.rows) {
    if (rowsOfSheet === ROWS_PER_SHEET) {
      sheet.commit()
      sheet = newSheet()
    }
    rowsOfSheet += 1
    sheet.addRow([...row]).commit()
  }
  // The packing goes on in between, so that what waits to be packed stays small.
  setImmediate(() => tell({ kind: 'done' }))
})
