import { IMPORT_COLUMNS } from '../../protocol/order/columns.ts'
import type { LoadedCatalog } from '../../scenarios/loaded.ts'

export type Lang = 'zh' | 'en'

const BOM = '\uFEFF'
/** Rows for which a list of allowed values is offered. */
const LISTED_ROWS = 1_000

const LISTS = { zh: '可选值', en: 'Lists' } as const
const ORDERS = { zh: '工单', en: 'Orders' } as const
const LIST_TITLES = {
  zh: ['类型代码', '类型', '主办部门', '地点', '地点名称', '部门代码', '部门'],
  en: ['Type code', 'Type', 'Department', 'Place', 'Place name', 'Department code', 'Department'],
} as const

/** The titles alone, as a CSV that a spreadsheet opens in the right encoding. */
export const templateCsv = (lang: Lang): string =>
  `${BOM}${IMPORT_COLUMNS.map((column) => column[lang]).join(',')}\r\n`

const letterOf = (column: number): string => String.fromCharCode(65 + column)

/** A workbook to fill in: the titles, and a sheet with the types, places and departments there are. */
export async function templateXlsx({ catalog, departmentByCode }: LoadedCatalog, lang: Lang) {
  const name = (of: { name_zh: string; name_en: string } | undefined): string =>
    (lang === 'zh' ? of?.name_zh : of?.name_en) ?? ''
  // Slow to load, and seldom asked for.
  const { default: ExcelJS } = await import('exceljs')
  const book = new ExcelJS.Workbook()
  const orders = book.addWorksheet(ORDERS[lang], { views: [{ state: 'frozen', ySplit: 1 }] })
  orders.columns = IMPORT_COLUMNS.map((column) => ({
    header: column[lang] + ('required' in column ? '*' : ''),
    key: column.key,
    width: column.key === 'description' ? 40 : 18,
  }))
  orders.getRow(1).font = { bold: true }

  const lists = book.addWorksheet(LISTS[lang])
  lists.addRow([...LIST_TITLES[lang]])
  const { orderTypes, towns, departments } = catalog
  const rows = Math.max(orderTypes.length, towns.length, departments.length)
  for (let i = 0; i < rows; i++) {
    const [type, town, department] = [orderTypes[i], towns[i], departments[i]]
    lists.addRow([
      type?.code ?? null,
      type === undefined ? null : name(type),
      type === undefined ? null : name(departmentByCode.get(type.lead)),
      town?.code ?? null,
      town === undefined ? null : name(town),
      department?.code ?? null,
      department === undefined ? null : name(department),
    ])
  }
  lists.getRow(1).font = { bold: true }
  lists.columns.forEach((column) => {
    column.width = 22
  })

  const offer = (key: string, listColumn: string, count: number): void => {
    const at = IMPORT_COLUMNS.findIndex((column) => column.key === key)
    if (at < 0) return
    for (let row = 2; row <= LISTED_ROWS; row++) {
      orders.getCell(`${letterOf(at)}${row}`).dataValidation = {
        type: 'list',
        allowBlank: true,
        formulae: [`'${LISTS[lang]}'!$${listColumn}$2:$${listColumn}$${count + 1}`],
      }
    }
  }
  offer('type', 'A', orderTypes.length)
  offer('place', 'D', towns.length)
  return Buffer.from(await book.xlsx.writeBuffer())
}
