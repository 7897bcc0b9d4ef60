import { words } from '../../i18n/part-words.ts'

/** What the arguments of acts are called, and what their fixed values mean. Codes outside these stand for themselves. */
export const FIELD_WORDS = words({
  zh: {
    names: {
      note: '备注',
      reason: '理由',
      verifier: '核实人',
      position: '位置',
      photos: '照片',
      evidence: '依据',
      department: '部门',
      cohandlers: '协办部门',
      ruling: '裁定',
      person: '经办人',
      task: '协办任务',
      hours: '时限(小时)',
      result: '结果',
      until: '期限至',
      plan: '处置计划',
      class: '挂账原因',
      level: '督办级别',
      demand: '督办要求',
      reply: '回复内容',
      missing: '缺少什么',
      checker: '核查人',
      solved: '上报人认为已解决',
      justification: '结案说明',
      signature: '签名',
      parent: '主单编号',
      upheld: '申诉成立',
      score: '评分(0–100)',
      source: '来源系统',
      externalId: '外部编号',
      version: '版本',
      // Written down by the rules, never asked for.
      reporter: '上报人',
      routedBy: '派遣依据',
      via: '途径',
      doneAt: '现场办理时间',
      replyHours: '回复时限(小时)',
      long: '超过原时限',
      parentState: '主单状态',
      child: '子单编号',
      emergency: '应急编号',
      state: '状态',
    },
    values: {
      ruling: { 'wrong-dispatch': '派遣有误', 'wrong-filing': '立案有误', other: '其他' },
      class: {
        season: '季节原因',
        works: '工程施工',
        court: '司法程序',
        'third-party': '第三方原因',
      },
      level: { 1: '一级', 2: '二级', 3: '三级(最急)' },
      result: {
        'very-satisfied': '非常满意',
        satisfied: '满意',
        'fairly-satisfied': '基本满意',
        unsatisfied: '不满意',
        'no-answer': '未接通',
      },
      evidence: { missing: '缺少照片', reused: '照片重复使用', complete: '照片齐全' },
      via: { express: '一步派遣' },
    },
    yes: '是',
    no: '否',
  },
  en: {
    names: {
      note: 'Note',
      reason: 'Reason',
      verifier: 'Verifier',
      position: 'Position',
      photos: 'Photos',
      evidence: 'Evidence',
      department: 'Department',
      cohandlers: 'Helping departments',
      ruling: 'Ruling',
      person: 'Person',
      task: 'Task of the helper',
      hours: 'Limit (hours)',
      result: 'Result',
      until: 'Until',
      plan: 'Plan',
      class: 'Why it has to wait',
      level: 'Level',
      demand: 'Demand',
      reply: 'Reply',
      missing: 'What is missing',
      checker: 'Checker',
      solved: 'Solved, the reporter says',
      justification: 'Justification',
      signature: 'Signature',
      parent: 'Parent order',
      upheld: 'Appeal upheld',
      score: 'Score (0–100)',
      source: 'Source system',
      externalId: 'External number',
      version: 'Version',
      reporter: 'Reporter',
      routedBy: 'Routed by',
      via: 'Way',
      doneAt: 'Done in the field at',
      replyHours: 'Reply within (hours)',
      long: 'Longer than the first limit',
      parentState: 'State of the parent',
      child: 'Child order',
      emergency: 'Emergency',
      state: 'State',
    },
    values: {
      ruling: { 'wrong-dispatch': 'Wrong unit', 'wrong-filing': 'Wrongly filed', other: 'Other' },
      class: { season: 'Season', works: 'Works', court: 'Court', 'third-party': 'Third party' },
      level: { 1: 'Level 1', 2: 'Level 2', 3: 'Level 3 (most urgent)' },
      result: {
        'very-satisfied': 'Very satisfied',
        satisfied: 'Satisfied',
        'fairly-satisfied': 'Fairly satisfied',
        unsatisfied: 'Not satisfied',
        'no-answer': 'No answer',
      },
      evidence: { missing: 'no photos', reused: 'photos used before', complete: 'photos complete' },
      via: { express: 'in one step' },
    },
    yes: 'Yes',
    no: 'No',
  },
})
type FieldWords = (typeof FIELD_WORDS)['zh'] | (typeof FIELD_WORDS)['en']

/** What an argument is called; one that has no words is called by its wire name. */
export const fieldName = (text: FieldWords, field: string): string => {
  const names: Readonly<Record<string, string>> = text.names
  return (Object.hasOwn(names, field) ? names[field] : undefined) ?? field
}

/** What a fixed value of an argument means; null: it is free text. */
export function valueName(text: FieldWords, field: string, value: unknown): string | null {
  if (typeof value === 'boolean') return value ? text.yes : text.no
  const values: Readonly<Record<string, Readonly<Record<string, string>>>> = text.values
  const known = Object.hasOwn(values, field) ? values[field] : undefined
  const key = String(value)
  return known !== undefined && Object.hasOwn(known, key) ? (known[key] ?? null) : null
}
