/**
 * The columns of a table of work orders: what the export writes and what the import reads, so that a file that was
 * exported can be imported again.
 *
 * `text` is text, also when it looks like a number; `number` a number; `time` local time (Asia/Shanghai) with its offset,
 * `2024-06-07T09:00:00+08:00`. An empty cell is "not known", never 0.
 */
export type OrderColumn = {
  readonly key: string
  readonly zh: string
  readonly en: string
  readonly kind: 'text' | 'number' | 'time'
  /** Which side knows it: the name of a person who reports is taken in, but never written out. */
  readonly use: 'both' | 'export' | 'import'
  /** The import needs it; others may be empty or missing. */
  readonly required?: true
}

/** In the order in which they stand in the file. */
export const ORDER_COLUMNS = [
  { key: 'id', zh: '工单号', en: 'Order', kind: 'text', use: 'export' },
  { key: 'typeName', zh: '类型', en: 'Type', kind: 'text', use: 'both' },
  { key: 'type', zh: '类型代码', en: 'Type code', kind: 'text', use: 'both', required: true },
  { key: 'title', zh: '标题', en: 'Title', kind: 'text', use: 'both', required: true },
  { key: 'description', zh: '描述', en: 'Description', kind: 'text', use: 'both' },
  { key: 'address', zh: '地址', en: 'Address', kind: 'text', use: 'both' },
  { key: 'lon', zh: '经度', en: 'Longitude', kind: 'number', use: 'both' },
  { key: 'lat', zh: '纬度', en: 'Latitude', kind: 'number', use: 'both' },
  { key: 'townName', zh: '街道', en: 'Town', kind: 'text', use: 'export' },
  { key: 'place', zh: '地点', en: 'Place', kind: 'text', use: 'both' },
  { key: 'departmentName', zh: '主办部门', en: 'Department', kind: 'text', use: 'export' },
  { key: 'department', zh: '部门代码', en: 'Department code', kind: 'text', use: 'export' },
  { key: 'cohandlers', zh: '协办部门', en: 'Co-handlers', kind: 'text', use: 'export' },
  { key: 'stateName', zh: '状态', en: 'State', kind: 'text', use: 'export' },
  { key: 'state', zh: '状态代码', en: 'State code', kind: 'text', use: 'export' },
  { key: 'severity', zh: '等级', en: 'Severity', kind: 'number', use: 'both' },
  { key: 'channel', zh: '渠道', en: 'Channel', kind: 'text', use: 'both' },
  { key: 'externalId', zh: '外部编号', en: 'External id', kind: 'text', use: 'both' },
  { key: 'reporter', zh: '上报人', en: 'Reporter', kind: 'text', use: 'import' },
  { key: 'createdAt', zh: '上报时间', en: 'Reported at', kind: 'time', use: 'both' },
  { key: 'signDueAt', zh: '签收时限', en: 'Sign by', kind: 'time', use: 'export' },
  { key: 'signedAt', zh: '签收时间', en: 'Signed at', kind: 'time', use: 'export' },
  { key: 'handleDueAt', zh: '处置时限', en: 'Handle by', kind: 'time', use: 'export' },
  { key: 'handledAt', zh: '处置时间', en: 'Handled at', kind: 'time', use: 'export' },
  {
    key: 'handledMin',
    zh: '处置净时长(分)',
    en: 'Net handling (min)',
    kind: 'number',
    use: 'export',
  },
  { key: 'dueAt', zh: '当前时限', en: 'Due at', kind: 'time', use: 'export' },
  { key: 'changedAt', zh: '更新时间', en: 'Changed at', kind: 'time', use: 'export' },
  { key: 'origin', zh: '数据性质', en: 'Data', kind: 'text', use: 'export' },
] as const satisfies readonly OrderColumn[]

type Column = (typeof ORDER_COLUMNS)[number]
export const EXPORT_COLUMNS = ORDER_COLUMNS.filter(
  (column): column is Exclude<Column, { use: 'import' }> => column.use !== 'import',
)
export const IMPORT_COLUMNS = ORDER_COLUMNS.filter(({ use }) => use !== 'export')

/** The mark that keeps a cell's text from being read as a formula; the import takes it off again. */
export const TEXT_MARK = "'"

/** First characters at which a spreadsheet may start to reckon; the full-width ones are typed by Chinese keyboards. */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/u
/** A marked text, also one that began with marks of its own: each export adds exactly one. */
const MARKED = /^'+[=+\-@\t\r\n＝＋－＠]/u

/**
 * Text that no spreadsheet takes for a formula: one that could be is led by an apostrophe. What looks marked already gets
 * another mark, so that `plainText` gives back exactly what went in.
 */
export const safeText = (text: string): string =>
  FORMULA_START.test(text) || MARKED.test(text) ? TEXT_MARK + text : text

/** Undoes `safeText`. */
export const plainText = (cell: string): string => (MARKED.test(cell) ? cell.slice(1) : cell)
