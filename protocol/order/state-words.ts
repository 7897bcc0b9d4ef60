import type { OrderState } from './states.ts'

/** What people call the states (ORDERS §1), in the words of the room. */
export const STATE_WORDS: Readonly<
  Record<OrderState, { readonly zh: string; readonly en: string }>
> = {
  reported: { zh: '已上报', en: 'Reported' },
  verifying: { zh: '核实中', en: 'Being verified' },
  accepted: { zh: '待立案', en: 'Accepted, to be filed' },
  refused: { zh: '不予受理', en: 'Refused' },
  filed: { zh: '待派遣', en: 'Filed, to be dispatched' },
  dispatched: { zh: '待签收', en: 'Dispatched, to be signed' },
  handling: { zh: '处置中', en: 'Being handled' },
  suspended: { zh: '挂账', en: 'Suspended' },
  submitted: { zh: '待核查', en: 'Feedback given' },
  checking: { zh: '核查中', en: 'Being checked' },
  checked: { zh: '待结案', en: 'Checked, to be closed' },
  closed: { zh: '已结案', en: 'Closed' },
  'force-closed': { zh: '强制结案', en: 'Force-closed' },
  evaluated: { zh: '已评价归档', en: 'Evaluated and filed away' },
  voided: { zh: '已作废', en: 'Voided' },
  merged: { zh: '已并案', en: 'Merged into another' },
}
