import { words } from '../../i18n/part-words.ts'

/** What waits to be read. */
export const NOTICE_WORDS = words({
  zh: {
    bell: '待阅',
    waiting: (n: number): string => `待阅 ${n} 条`,
    none: '没有待阅的提醒',
    failed: '读不到提醒',
    kinds: {
      mention: (by: string): string => `${by} 提到本部门`,
      lead: () => '派给本部门主办',
      help: () => '请本部门协办',
    },
    unit: (name: string, unread: number, unseen: number): string =>
      `${name}:${unread} 条您未读,${unseen} 条该部门无人读过`,
  },
  en: {
    bell: 'To read',
    waiting: (n: number): string => `To read ${n}`,
    none: 'Nothing waits to be read',
    failed: 'The notices cannot be read',
    kinds: {
      mention: (by: string): string => `${by} mentioned your department`,
      lead: () => 'given to your department to lead',
      help: () => 'your department is asked to help',
    },
    unit: (name: string, unread: number, unseen: number): string =>
      `${name}: ${unread} you have not read, ${unseen} nobody there has read`,
  },
})
