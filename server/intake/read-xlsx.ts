import { AppError } from '../../protocol/error/codes.ts'
import { type Archive, openArchive } from './archive.ts'
import { type Merge, mergesByRow, parseMerge } from './merges.ts'
import {
  type CellFault,
  MOST_COLUMNS,
  MOST_RECORD_CHARS,
  type RawCell,
  type RawRow,
} from './table.ts'
import { attribute, XmlTokens } from './xml-tokens.ts'

/** Characters of all texts of a workbook: kept while its rows are read. */
const MOST_SHARED_CHARS = 24_000_000
/** Merged ranges of a sheet; a list has a few. */
const MOST_MERGES = 10_000

export type Workbook = {
  readonly since1904: boolean
  /** Rows of the first sheet that is not hidden. */
  rows(): AsyncGenerator<RawRow>
  close(): void
}

/**
 * Opens an XLSX workbook. Only its first visible sheet is read, piece by piece; formulas are never reckoned and their
 * remembered results never believed: such a cell carries a fault.
 *
 * @throws AppError ARCHIVE_TOO_LARGE, FILE_KIND, MALFORMED
 */
export async function openWorkbook(path: string): Promise<Workbook> {
  const archive = await openArchive(path)
  try {
    if (!archive.has('xl/workbook.xml')) {
      throw new AppError('FILE_KIND', { detail: { reason: 'a zip file, but no workbook' } })
    }
    const { since1904, sheetId } = await readOutline(archive)
    const sheet = await sheetPath(archive, sheetId)
    return {
      since1904,
      rows: () => readSheet(archive, sheet),
      close: () => archive.close(),
    }
  } catch (error) {
    archive.close()
    throw error
  }
}

async function scan(
  archive: Archive,
  name: string,
  open: (name: string, attributes: string) => void,
): Promise<void> {
  const tokens = new XmlTokens({ open, close: () => undefined, text: () => undefined })
  for await (const piece of archive.text(name)) tokens.write(piece)
}

async function readOutline(archive: Archive): Promise<{ since1904: boolean; sheetId: string }> {
  let since1904 = false
  const visible: string[] = []
  await scan(archive, 'xl/workbook.xml', (name, attributes) => {
    if (name === 'workbookPr')
      since1904 = /^(1|true)$/.test(attribute(attributes, 'date1904') ?? '')
    if (name !== 'sheet') return
    const isHidden = /hidden/i.test(attribute(attributes, 'state') ?? '')
    if (!isHidden) visible.push(attribute(attributes, 'r:id') ?? attribute(attributes, 'id') ?? '')
  })
  const [sheetId] = visible
  if (sheetId === undefined) {
    throw new AppError('MALFORMED', { detail: { reason: 'the workbook has no visible sheet' } })
  }
  return { since1904, sheetId }
}

async function sheetPath(archive: Archive, sheetId: string): Promise<string> {
  let target: string | null = null
  await scan(archive, 'xl/_rels/workbook.xml.rels', (name, attributes) => {
    if (name === 'Relationship' && attribute(attributes, 'Id') === sheetId) {
      target = attribute(attributes, 'Target')
    }
  })
  const path = String(target ?? '')
  return path.startsWith('/') ? path.slice(1) : `xl/${path}`
}

/** Texts that cells refer to by number. */
async function readSharedTexts(archive: Archive): Promise<string[]> {
  const texts: string[] = []
  if (!archive.has('xl/sharedStrings.xml')) return texts
  let current = ''
  let taking = false
  let phonetic = false
  let total = 0
  const tokens = new XmlTokens({
    open: (name) => {
      if (name === 'si') current = ''
      if (name === 'rPh') phonetic = true
      taking = name === 't' && !phonetic
    },
    close: (name) => {
      if (name === 'si') texts.push(current)
      if (name === 'rPh') phonetic = false
      if (name === 't') taking = false
    },
    text: (text) => {
      if (!taking) return
      current += text
      total += text.length
      if (current.length > MOST_RECORD_CHARS) {
        throw new AppError('TOO_LONG', { detail: { mostChars: MOST_RECORD_CHARS } })
      }
      if (total > MOST_SHARED_CHARS) {
        throw new AppError('ARCHIVE_TOO_LARGE', {
          detail: { reason: 'texts', most: MOST_SHARED_CHARS },
        })
      }
    },
  })
  for await (const piece of archive.text('xl/sharedStrings.xml')) tokens.write(piece)
  return texts
}

async function readMerges(archive: Archive, sheet: string): Promise<Merge[]> {
  const merges: Merge[] = []
  await scan(archive, sheet, (name, attributes) => {
    if (name !== 'mergeCell') return
    const merge = parseMerge(attribute(attributes, 'ref') ?? '')
    if (merge !== null) merges.push(merge)
    if (merges.length > MOST_MERGES) {
      throw new AppError('MALFORMED', {
        detail: { reason: 'too many merged cells', most: MOST_MERGES },
      })
    }
  })
  return merges
}

/** Column of a reference such as `AB12`, from 0; null when it names none. */
function columnOf(ref: string): number | null {
  const letters = /^[A-Z]{1,3}/.exec(ref)?.[0]
  if (letters === undefined) return null
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

async function* readSheet(archive: Archive, sheet: string): AsyncGenerator<RawRow> {
  const shared = await readSharedTexts(archive)
  const mergedIn = mergesByRow(await readMerges(archive, sheet))
  const ready: RawRow[] = []
  const reader = new SheetReader(shared, mergedIn, (row) => ready.push(row))
  const tokens = new XmlTokens(reader)
  for await (const piece of archive.text(sheet)) {
    tokens.write(piece)
    yield* ready.splice(0)
  }
}

/** Puts the tags of a sheet together to rows. */
class SheetReader {
  readonly #shared: readonly string[]
  readonly #mergedIn: (row: number) => (column: number) => boolean
  readonly #done: (row: RawRow) => void
  #line = 0
  #column = -1
  #cells: RawCell[] = []
  #faults = new Map<number, CellFault>()
  #merged: (column: number) => boolean = () => false
  #kind = ''
  #text = ''
  #taking = false
  #formula = false
  #phonetic = false
  #held = 0

  constructor(
    shared: readonly string[],
    mergedIn: (row: number) => (column: number) => boolean,
    done: (row: RawRow) => void,
  ) {
    this.#shared = shared
    this.#mergedIn = mergedIn
    this.#done = done
  }

  readonly open = (name: string, attributes: string): void => {
    if (name === 'row') {
      const given = Number(attribute(attributes, 'r'))
      this.#line = Number.isInteger(given) && given > 0 ? given : this.#line + 1
      this.#column = -1
      this.#cells = []
      this.#faults = new Map()
      this.#held = 0
      this.#merged = this.#mergedIn(this.#line)
    } else if (name === 'c') {
      this.#column = columnOf(attribute(attributes, 'r') ?? '') ?? this.#column + 1
      this.#kind = attribute(attributes, 't') ?? 'n'
      this.#text = ''
      this.#formula = false
    } else if (name === 'f') this.#formula = true
    else if (name === 'rPh') this.#phonetic = true
    this.#taking = name === 'v' || (name === 't' && !this.#phonetic)
  }

  readonly text = (text: string): void => {
    if (!this.#taking) return
    this.#held += text.length
    if (this.#held > MOST_RECORD_CHARS) {
      const detail = { line: this.#line, mostChars: MOST_RECORD_CHARS }
      throw new AppError('TOO_LONG', { detail })
    }
    this.#text += text
  }

  readonly close = (name: string): void => {
    if (name === 'v' || name === 't') this.#taking = false
    if (name === 'rPh') this.#phonetic = false
    if (name === 'c') this.#endCell()
    if (name !== 'row') return
    const isEmpty = this.#cells.every((cell) => cell === undefined || String(cell).trim() === '')
    if (isEmpty && this.#faults.size === 0) return
    const cells = Array.from(this.#cells, (cell) => cell ?? '')
    this.#done({ line: this.#line, cells, faults: this.#faults })
  }

  #endCell(): void {
    const at = this.#column
    if (at >= MOST_COLUMNS) return
    // A cell that shows an error has its error from a formula.
    if (this.#formula || this.#kind === 'e') this.#faults.set(at, 'FORMULA_CELL')
    else if (this.#merged(at)) this.#faults.set(at, 'MERGED_CELL')
    this.#cells[at] = this.#value()
  }

  #value(): RawCell {
    if (this.#kind === 's') return this.#shared[Number(this.#text)] ?? ''
    if (this.#kind !== 'n' || this.#text.trim() === '') return this.#text
    const number = Number(this.#text)
    return Number.isFinite(number) ? number : this.#text
  }
}
