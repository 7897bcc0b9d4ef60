import { words } from '../words.ts'

/** What stands beside an order. */
export const CONTEXT_WORDS = words({
  zh: {
    context: '相关情况',
    none: '打开一件工单,这里显示附近工单、疑似重复和值班人员',
    similar: '疑似重复',
    noSimilar: '没有疑似重复',
    near: '附近 500 米未办结',
    noNear: '附近没有未办结工单',
    noPosition: '本单没有坐标',
    duty: '当前值班',
    nobody: '值班表此刻没有人',
    gap: (post: string): string => `未来七天缺岗:${post}`,
    loading: '正在读取',
    failed: '读不到',
    likeness: (percent: number): string => `${percent}%`,
  },
  en: {
    context: 'Around this order',
    none: 'With an order open, orders near it, likely doubles and who is on duty stand here',
    similar: 'Likely doubles',
    noSimilar: 'No likely double',
    near: 'Open within 500 m',
    noNear: 'No open order near',
    noPosition: 'This order has no position',
    duty: 'On duty now',
    nobody: 'The roster names nobody now',
    gap: (post: string): string => `Nobody within seven days: ${post}`,
    loading: 'Reading',
    failed: 'Cannot be read',
    likeness: (percent: number): string => `${percent}%`,
  },
})
