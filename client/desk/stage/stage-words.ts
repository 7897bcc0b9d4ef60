import { words } from '../../i18n/part-words.ts'

/** What the desk says of the city's stage beside what the wall says too. */
export const STAGE_WORDS = words({
  zh: {
    setByHand: '人工指定',
    stage: '指定为',
    hours: '有效时间',
    hour: (n: number): string => `${n} 小时`,
    reason: '理由(写入值班日志)',
    set: '指定',
    release: '交还判据',
    loading: '正在读取',
    failed: '读不到各阶段',
  },
  en: {
    setByHand: 'Set by hand',
    stage: 'Set to',
    hours: 'For',
    hour: (n: number): string => `${n} h`,
    reason: 'Reason (goes into the duty log)',
    set: 'Set',
    release: 'Give back to the criteria',
    loading: 'Loading',
    failed: 'The stages cannot be read',
  },
})
