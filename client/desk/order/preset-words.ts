import type { OrderAction } from '../../../protocol/order/table.ts'
import type { Language } from '../../i18n/text.ts'

type Presets = Readonly<Record<Language, readonly string[]>>

/** Usual words for the free-text argument of an act (`action.field`); a starting point, to be changed as text. */
const PRESETS: Partial<Record<`${OrderAction}.${string}`, Presets>> = {
  'refuse.reason': {
    zh: ['不属于本辖区管辖', '无法律法规依据', '内容不实或无法核实', '已由司法程序受理'],
    en: [
      'Outside our district',
      'No legal basis',
      'Untrue or cannot be verified',
      'Before a court',
    ],
  },
  'disprove.evidence': {
    zh: ['现场未发现所述问题', '问题已自行消除'],
    en: ['Nothing of the kind on site', 'Gone by itself'],
  },
  'ask-return.reason': {
    zh: ['不属于本部门职责', '地点不在本部门管辖范围', '类型认定有误'],
    en: ['Not our remit', 'Not in our area', 'Wrong type'],
  },
  'refuse-return.reason': {
    zh: ['职责清单明确由贵部门负责', '退回依据不足'],
    en: ['In your remit by the list of duties', 'Not reason enough'],
  },
  'ask-extension.reason': {
    zh: ['施工需要时间', '等待材料', '天气原因', '需多部门协调'],
    en: ['The works take time', 'Waiting for material', 'Weather', 'Several departments needed'],
  },
  'refuse-extension.reason': {
    zh: ['理由不充分', '可在原时限内完成'],
    en: ['Not reason enough', 'Can be done within the limit'],
  },
  'refuse-suspension.reason': {
    zh: ['不符合挂账条件', '理由不充分'],
    en: ['Conditions are not met', 'Not reason enough'],
  },
  'supervise.demand': {
    zh: ['请立即处置并回复进展', '已超时,请说明原因并限期办结', '群众重复反映,请彻底解决'],
    en: [
      'Act at once and tell how it stands',
      'Overdue: explain and finish',
      'Reported again: solve it',
    ],
  },
  'submit.result': {
    zh: ['已处置完毕,现场恢复正常', '已修复', '已清理', '已责令整改'],
    en: ['Done, the place is back to normal', 'Repaired', 'Cleared', 'Ordered to be put right'],
  },
  'reject-submission.missing': {
    zh: ['缺少处置后照片', '照片与现场不符', '处置结果描述不清'],
    en: ['No photo after the work', 'Photo does not show the place', 'Result is unclear'],
  },
  'fail-check.reason': {
    zh: ['问题未解决', '处置不彻底', '现场与反馈不符'],
    en: ['Not solved', 'Not done thoroughly', 'The place is not as reported'],
  },
  'reopen.reason': {
    zh: ['问题再次发生', '上报人不满意', '处置不彻底'],
    en: ['It happened again', 'The reporter is not satisfied', 'Not done thoroughly'],
  },
  'force-close.reason': {
    zh: ['现有条件无法解决', '涉及历史遗留问题'],
    en: ['Cannot be solved as things are', 'An old matter that is beyond this order'],
  },
  'void.reason': {
    zh: ['误报', '测试工单', '重复录入'],
    en: ['Entered by mistake', 'A test', 'Entered twice'],
  },
}

/** @returns usual texts for a field, in a language */
export const presetsFor = (
  action: OrderAction,
  field: string,
  language: Language,
): readonly string[] => PRESETS[`${action}.${field}`]?.[language] ?? []
