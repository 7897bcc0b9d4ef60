/**
 * Every failure a caller may have to act on. The key is stable wire text: never reuse or rename one.
 *
 * `status` is the HTTP status, `retry` says whether the same request may succeed later,
 * `zh` and `en` are what a person reads.
 */
export const ERROR_CODES = {
  MALFORMED: { status: 400, retry: false, zh: '请求格式有误', en: 'The request is malformed' },
  UNAUTHENTICATED: { status: 401, retry: false, zh: '请先登录', en: 'Sign in first' },
  BAD_CREDENTIALS: {
    status: 401,
    retry: false,
    zh: '用户名或密码错误',
    en: 'Wrong user name or password',
  },
  FORBIDDEN: { status: 403, retry: false, zh: '没有此操作的权限', en: 'You may not do this' },
  BAD_CSRF: {
    status: 403,
    retry: false,
    zh: '请求缺少或带有错误的防伪令牌',
    en: 'The x-csrf-token header is missing or wrong',
  },
  BAD_ORIGIN: { status: 403, retry: false, zh: '来源不被允许', en: 'This origin is not allowed' },
  NOT_FOUND: { status: 404, retry: false, zh: '未找到', en: 'Not found' },
  TOO_LARGE: { status: 413, retry: false, zh: '请求过大', en: 'The request is too large' },
  UNSUPPORTED_MEDIA: {
    status: 415,
    retry: false,
    zh: '不支持的内容类型或编码',
    en: 'Content type or encoding is not supported',
  },
  TOO_MANY: { status: 429, retry: true, zh: '请求过于频繁,请稍后再试', en: 'Too many requests' },
  LOCKED_OUT: {
    status: 429,
    retry: true,
    zh: '登录失败次数过多,已暂时锁定',
    en: 'Too many failed sign-ins; locked for a while',
  },
  INTERNAL: { status: 500, retry: true, zh: '服务器内部错误', en: 'Internal error' },
  STORE_UNAVAILABLE: { status: 503, retry: true, zh: '存储暂不可用', en: 'Storage is unavailable' },
  STORE_FULL: {
    status: 503,
    retry: true,
    zh: '磁盘空间不足,暂停写入',
    en: 'The disk is full; writing is paused',
  },
  STORE_TOO_NEW: {
    status: 503,
    retry: false,
    zh: '数据文件由更新的版本写入,请升级程序',
    en: 'The data file was written by a newer version; upgrade the program',
  },
  NOT_READY: { status: 503, retry: true, zh: '系统尚未就绪', en: 'Not ready yet' },
  // One reading of a request.
  UNKNOWN_INDICATOR: { status: 422, retry: false, zh: '未知指标', en: 'Unknown indicator' },
  UNKNOWN_PLACE: { status: 422, retry: false, zh: '未知地点', en: 'Unknown place' },
  DERIVED_INDICATOR: {
    status: 422,
    retry: false,
    zh: '该指标由系统计算,不接收上报',
    en: 'This indicator is computed here and never fed',
  },
  LATE_ACT: {
    status: 422,
    retry: false,
    zh: '办理时间过早,不能按该时间补录',
    en: 'It was done too long ago to be recorded with that time',
  },
  BAD_TIME: { status: 422, retry: false, zh: '时间格式有误', en: 'The time cannot be read' },
  FUTURE_TIME: {
    status: 422,
    retry: false,
    zh: '时间超前 5 分钟以上',
    en: 'The time is more than five minutes ahead',
  },
  BAD_VALUE: {
    status: 422,
    retry: false,
    zh: '数值不是有限数',
    en: 'The value is not a finite number',
  },
  WRONG_UNIT: {
    status: 422,
    retry: false,
    zh: '单位与指标目录不符',
    en: "The unit is not the indicator's own",
  },
  BAD_QUALITY: { status: 422, retry: false, zh: '未知的质量标记', en: 'Unknown quality mark' },
  FORBIDDEN_DEPARTMENT: {
    status: 403,
    retry: false,
    zh: '该指标属于其他部门',
    en: 'This indicator belongs to another department',
  },
  // Stream.
  UNKNOWN_TOPIC: { status: 400, retry: false, zh: '未知订阅主题', en: 'Unknown topic' },
  TOO_MANY_TOPICS: { status: 400, retry: false, zh: '订阅主题过多', en: 'Too many topics' },
  // Alarms and orders.
  ALARM_NOT_OPEN: {
    status: 409,
    retry: false,
    zh: '告警已解除',
    en: 'The alarm is no longer open',
  },
  ALARM_HAS_ORDER: {
    status: 409,
    retry: false,
    zh: '该告警已有未办结工单',
    en: 'An open order answers this alarm already',
  },
  ORDER_CHANGED_MEANWHILE: {
    status: 409,
    retry: true,
    zh: '工单已被他人更新,请刷新后重试',
    en: 'The order was changed by somebody else meanwhile',
  },
  EMERGENCY_ACT_NOT_ALLOWED: {
    status: 409,
    retry: false,
    zh: '战时记录当前不允许此操作',
    en: 'The emergency as it stands does not allow this',
  },
  EMERGENCY_CHANGED_MEANWHILE: {
    status: 409,
    retry: true,
    zh: '战时记录已被他人更新,请查看后重试',
    en: 'Somebody else changed the emergency; look at it and try again',
  },
  ORDER_ACTION_NOT_ALLOWED: {
    status: 409,
    retry: false,
    zh: '工单当前状态不允许此操作',
    en: 'The order does not allow this action in its present state',
  },
  EXTERNAL_ID_TAKEN: {
    status: 409,
    retry: false,
    zh: '该渠道的编号已被使用',
    en: 'This channel has used that number already',
  },
  POSITION_OUTSIDE: {
    status: 422,
    retry: false,
    zh: '位置不在本辖区内',
    en: 'The position is outside the district',
  },
  ROUTING_CHANGED_MEANWHILE: {
    status: 409,
    retry: true,
    zh: '派遣规则已被他人更新,请刷新后重试',
    en: 'The routing table was changed by somebody else meanwhile',
  },
  PRESET_CHANGED_MEANWHILE: {
    status: 409,
    retry: true,
    zh: '该画面已被他人更新,请刷新后重试',
    en: 'The preset was changed by somebody else meanwhile',
  },
  PRESET_NAME_TAKEN: {
    status: 409,
    retry: false,
    zh: '已有同名画面,请换一个名称',
    en: 'Another preset of this wall has that name',
  },
  FILE_KIND: {
    status: 415,
    retry: false,
    zh: '不支持的文件类型',
    en: 'This kind of file is not taken',
  },
  ARCHIVE_TOO_LARGE: {
    status: 413,
    retry: false,
    zh: '文件解压后过大,已拒绝',
    en: 'The file would unpack to too much and was refused',
  },
  // Duty room.
  HANDOVER_SIGNED: {
    status: 409,
    retry: false,
    zh: '交接班已签字,不能再改',
    en: 'The handover has been signed already',
  },
  HANDOVER_UNSIGNED: {
    status: 409,
    retry: false,
    zh: '交班人尚未签字',
    en: 'Who leaves has not signed yet',
  },
  HANDOVER_SAME_PERSON: {
    status: 409,
    retry: false,
    zh: '交班人与接班人不能是同一人',
    en: 'Nobody hands over to himself',
  },
  HANDOVER_UNREAD: {
    status: 409,
    retry: false,
    zh: '尚有未读条目,读完方可签字接班',
    en: 'Lines are still unread; read them before signing',
  },
  // One row of an import.
  MISSING_FIELD: { status: 422, retry: false, zh: '缺少必填项', en: 'A required field is missing' },
  UNKNOWN_TYPE: { status: 422, retry: false, zh: '未知工单类型', en: 'Unknown order type' },
  BAD_FIELD: {
    status: 422,
    retry: false,
    zh: '内容不在允许范围内',
    en: 'The value is not one that this field takes',
  },
  BAD_POSITION: {
    status: 422,
    retry: false,
    zh: '坐标无法识别',
    en: 'The position cannot be read',
  },
  TOO_LONG: { status: 422, retry: false, zh: '内容过长', en: 'The text is too long' },
  DUPLICATE: {
    status: 409,
    retry: false,
    zh: '文件内重复行',
    en: 'The file holds this row already',
  },
  FORMULA_CELL: {
    status: 422,
    retry: false,
    zh: '单元格含公式,请粘贴为数值后再导入',
    en: 'The cell holds a formula; paste it as a value first',
  },
  MERGED_CELL: {
    status: 422,
    retry: false,
    zh: '单元格被合并,请取消合并后再导入',
    en: 'The cell is merged with others; unmerge it first',
  },
  TOO_MANY_ROWS: {
    status: 413,
    retry: false,
    zh: '行数超过上限,请分成多个文件',
    en: 'The file has too many rows; split it',
  },
  // A site's own map tiles.
  TILES_NOT_SET: {
    status: 404,
    retry: false,
    zh: '未设置自有底图',
    en: 'No map tiles of the site are set',
  },
  TILE_MISSING: {
    status: 404,
    retry: false,
    zh: '底图服务没有这张瓦片',
    en: 'The tile source has no such tile',
  },
  TILES_REFUSED: {
    status: 502,
    retry: false,
    zh: '底图地址指向不允许访问的主机',
    en: 'The tile source leads to a host that is not allowed',
  },
  TILES_UNREACHABLE: {
    status: 502,
    retry: true,
    zh: '底图服务暂不可用',
    en: 'The tile source does not answer',
  },
  TILES_UNUSABLE: {
    status: 502,
    retry: true,
    zh: '底图服务的返回无法使用',
    en: 'What the tile source answers cannot be used',
  },
  // Identity.
  ACCOUNT_EXISTS: {
    status: 409,
    retry: false,
    zh: '该用户名已存在',
    en: 'An account of this name exists already',
  },
  // Catalog.
  CATALOG_INVALID: { status: 422, retry: false, zh: '场景目录有误', en: 'The catalog is invalid' },
} as const satisfies Record<string, { status: number; retry: boolean; zh: string; en: string }>

export type ErrorCode = keyof typeof ERROR_CODES

/** An expected failure. `detail` carries the ids and numbers that explain it; it is sent to the caller. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly detail: Readonly<Record<string, unknown>>

  constructor(
    code: ErrorCode,
    options: { detail?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(`${code}: ${ERROR_CODES[code].en}`, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.detail = options.detail ?? {}
  }
}

/** @returns whether `text` is one of the catalogue's codes. */
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(ERROR_CODES, text)
