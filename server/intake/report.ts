import { ERROR_CODES } from '../../protocol/error/codes.ts'
import { safeText } from '../../protocol/order/columns.ts'
import type { ImportIssue } from './job.ts'

const BOM = '\uFEFF'
const HEAD = ['行 line', '列 column', '代码 code', '说明', 'message', '细节 detail', '原行 row']

const cell = (value: string | number): string => {
  const text = typeof value === 'number' ? String(value) : safeText(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
const row = (values: readonly (string | number)[]): string => `${values.map(cell).join(',')}\r\n`

/** The report of an import as CSV, a page at a time: each row that was not taken, and why, in both languages. */
export async function* reportCsv(
  pages: AsyncIterable<readonly ImportIssue[]>,
): AsyncGenerator<string> {
  yield BOM + row(HEAD)
  for await (const page of pages) {
    yield page
      .map(({ line, column, code, why, row: sample }) =>
        row([line, column ?? '', code, ERROR_CODES[code].zh, ERROR_CODES[code].en, why, sample]),
      )
      .join('')
  }
}
