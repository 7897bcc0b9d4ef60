/** What looks like a figure that was helped along (ORDERS §4). Each is a question to a person, never a verdict. */
export const ORDER_FLAGS = {
  'reopened-soon': { name_zh: '结案后短期重开', name_en: 'Reopened soon after it was closed' },
  'reused-photo': { name_zh: '处置照片重复使用', name_en: 'A photo was used before' },
  'extended-late': { name_zh: '超期后延期', name_en: 'Extended after the deadline' },
  'hung-up-late': { name_zh: '临期挂账', name_en: 'Suspension asked for just before the deadline' },
  'void-burst': { name_zh: '期末集中作废', name_en: 'Many orders voided before the period ended' },
  'recorded-late': {
    name_zh: '离线补录后才按时',
    name_en: 'In time only by the time told for an act without a link',
  },
  'signed-unread': { name_zh: '未阅即签', name_en: 'Signed without having been read' },
} as const satisfies Record<string, { name_zh: string; name_en: string }>
export type FlagName = keyof typeof ORDER_FLAGS

export const FLAG_NAMES: readonly FlagName[] = Object.keys(ORDER_FLAGS).filter(
  (name): name is FlagName => Object.hasOwn(ORDER_FLAGS, name),
)
