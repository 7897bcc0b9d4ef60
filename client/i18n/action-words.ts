import type { OrderAction, OrderEcho } from '../../protocol/order/table.ts'
import { words } from './part-words.ts'

/** An act on its button (`name`), and in the history after who did it (`did`). */
type ActionWords = { readonly name: string; readonly did: string }
type All = Readonly<Record<OrderAction, ActionWords>>

const a = (name: string, did: string): ActionWords => ({ name, did })

const zh: All = {
  report: a('上报', '上报了工单'),
  'send-to-verify': a('派人核实', '派人核实'),
  confirm: a('核实属实', '核实属实'),
  disprove: a('核实不实', '核实不实'),
  accept: a('受理', '受理'),
  refuse: a('不予受理', '不予受理'),
  file: a('立案', '立案'),
  dispatch: a('派遣', '派遣'),
  express: a('受理并派遣', '受理、立案并派遣'),
  sign: a('签收', '签收'),
  contact: a('已联系上报人', '首次联系了上报人'),
  'ask-return': a('申请退回', '申请退回'),
  'grant-return': a('同意退回', '同意退回'),
  'refuse-return': a('不同意退回', '不同意退回'),
  'assign-person': a('指定经办人', '指定经办人'),
  'add-cohandler': a('增加协办', '增加协办'),
  'release-cohandler': a('结束协办', '结束协办'),
  'ask-extension': a('申请延期', '申请延期'),
  'grant-extension': a('同意延期', '同意延期'),
  'refuse-extension': a('不同意延期', '不同意延期'),
  'ask-suspension': a('申请挂账', '申请挂账'),
  'grant-suspension': a('同意挂账', '同意挂账'),
  'refuse-suspension': a('不同意挂账', '不同意挂账'),
  resume: a('恢复处置', '恢复处置'),
  urge: a('催办', '催办'),
  supervise: a('督办', '督办'),
  'reply-supervision': a('回复督办', '回复督办'),
  escalate: a('升级', '升级'),
  submit: a('反馈处置结果', '反馈处置结果'),
  'reject-submission': a('退回补正', '退回补正'),
  'send-to-check': a('送核查', '送核查'),
  'pass-check': a('核查通过', '核查通过'),
  'fail-check': a('核查不通过', '核查不通过'),
  'record-callback': a('登记回访', '登记回访'),
  close: a('结案', '结案'),
  reopen: a('重办', '重办'),
  'force-close': a('强制结案', '强制结案'),
  merge: a('并案', '并案'),
  unmerge: a('撤销并案', '撤销并案'),
  void: a('作废', '作废'),
  restore: a('撤销作废', '撤销作废'),
  appeal: a('申诉', '提出申诉'),
  'rule-appeal': a('裁定申诉', '裁定申诉'),
  evaluate: a('评价归档', '评价归档'),
  'mirror-in': a('对接同步(入)', '从对接系统同步'),
  'mirror-out': a('对接同步(出)', '同步到对接系统'),
}

const en: All = {
  report: a('Report', 'reported it'),
  'send-to-verify': a('Send to verify', 'sent it to be verified'),
  confirm: a('Verified true', 'verified it as true'),
  disprove: a('Verified false', 'verified it as false'),
  accept: a('Accept', 'accepted it'),
  refuse: a('Refuse', 'refused it'),
  file: a('File', 'filed it'),
  dispatch: a('Dispatch', 'dispatched it'),
  express: a('Accept and dispatch', 'accepted, filed and dispatched it'),
  sign: a('Sign', 'signed for it'),
  contact: a('Reporter contacted', 'contacted the reporter for the first time'),
  'ask-return': a('Ask to return', 'asked to return it'),
  'grant-return': a('Grant return', 'granted the return'),
  'refuse-return': a('Refuse return', 'refused the return'),
  'assign-person': a('Assign a person', 'assigned a person'),
  'add-cohandler': a('Add a helper', 'added a helping department'),
  'release-cohandler': a('Release a helper', 'released a helping department'),
  'ask-extension': a('Ask for extension', 'asked for an extension'),
  'grant-extension': a('Grant extension', 'granted the extension'),
  'refuse-extension': a('Refuse extension', 'refused the extension'),
  'ask-suspension': a('Ask for suspension', 'asked for a suspension'),
  'grant-suspension': a('Grant suspension', 'granted the suspension'),
  'refuse-suspension': a('Refuse suspension', 'refused the suspension'),
  resume: a('Resume', 'resumed handling'),
  urge: a('Urge', 'urged the unit'),
  supervise: a('Supervise', 'supervised it'),
  'reply-supervision': a('Reply to supervision', 'replied to the supervision'),
  escalate: a('Escalate', 'escalated it'),
  submit: a('Report back', 'reported the result'),
  'reject-submission': a('Ask for more', 'sent the feedback back'),
  'send-to-check': a('Send to check', 'sent it to be checked'),
  'pass-check': a('Check passed', 'passed it'),
  'fail-check': a('Check failed', 'failed it'),
  'record-callback': a('Record call-back', 'recorded a call-back'),
  close: a('Close', 'closed it'),
  reopen: a('Reopen', 'reopened it'),
  'force-close': a('Force close', 'closed it by force'),
  merge: a('Merge', 'merged it'),
  unmerge: a('Undo merge', 'undid the merge'),
  void: a('Void', 'voided it'),
  restore: a('Undo void', 'took the voiding back'),
  appeal: a('Appeal', 'appealed'),
  'rule-appeal': a('Rule on appeal', 'ruled on the appeal'),
  evaluate: a('Evaluate', 'evaluated it'),
  'mirror-in': a('Mirror in', 'took over a version from a linked system'),
  'mirror-out': a('Mirror out', 'handed a version to a linked system'),
}

export const ACTION_WORDS = words<All>({ zh, en })

type Echoes = Readonly<Record<OrderEcho, string>>

/** What followed from an act on another order. */
export const ECHO_WORDS = words<Echoes>({
  zh: {
    'child-merged': '另一工单并入本单',
    'child-unmerged': '另一工单从本单撤出',
    'parent-changed': '主单状态变化',
  },
  en: {
    'child-merged': 'another order was merged into this one',
    'child-unmerged': 'another order was taken out of this one',
    'parent-changed': 'the parent order changed',
  },
})
