import { isOpenState } from '../../../protocol/order/open.ts'
import type { OrderState } from '../../../protocol/order/states.ts'
import type { OrderDetail } from '../data/order-detail.ts'

/** The path of a work order as it is told: 上报 → 立案 → 派遣 → 签收 → 处置 → 核查 → 结案. */
export const STAGES = ['report', 'file', 'dispatch', 'sign', 'submit', 'check', 'close'] as const
export type StageName = (typeof STAGES)[number]

export type Stage = {
  readonly name: StageName
  /** `skipped`: the order ended, or went on, without it. */
  readonly state: 'done' | 'current' | 'ahead' | 'skipped'
  /** When it was last reached; null: not, or not any more. */
  readonly at: string | null
}

const DONE_BY: Readonly<Record<string, StageName>> = {
  report: 'report',
  file: 'file',
  dispatch: 'dispatch',
  sign: 'sign',
  submit: 'submit',
  'pass-check': 'check',
  close: 'close',
  'force-close': 'close',
}

/** Acts that lead back: from which stage on everything is to be done again. */
const BACK_TO: Readonly<Record<string, StageName>> = {
  'grant-return': 'dispatch',
  'reject-submission': 'submit',
  'fail-check': 'submit',
  reopen: 'submit',
}

const ENDED_WELL: ReadonlySet<OrderState> = new Set(['closed', 'force-closed', 'evaluated'])

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** Where an order stands on its path, and when it reached each stage; a loop takes back what it undoes. */
export function stagesOf({ state, events }: Pick<OrderDetail, 'state' | 'events'>): Stage[] {
  const reached = new Map<StageName, string>()
  for (const { action, at } of events) {
    const back = own(BACK_TO, action)
    if (back !== undefined)
      for (const name of STAGES.slice(STAGES.indexOf(back))) reached.delete(name)
    const done = own(DONE_BY, action)
    if (done !== undefined) reached.set(done, at)
  }
  const last = STAGES.findLastIndex((name) => reached.has(name))
  const isOver = ENDED_WELL.has(state) || !isOpenState(state)
  return STAGES.map((name, i) => {
    const at = reached.get(name) ?? null
    if (at !== null) return { name, state: 'done', at }
    if (i < last || isOver) return { name, state: 'skipped', at }
    return { name, state: i === last + 1 ? 'current' : 'ahead', at }
  })
}
