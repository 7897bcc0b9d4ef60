import { AppError } from '../../protocol/error/codes.ts'
import type { Order } from '../../protocol/order/order.ts'
import { overlaysOf } from '../../protocol/order/overlays.ts'
import type { OrderAction } from '../../protocol/order/table.ts'
import type { OrderService } from './service.ts'
import { sideBySide } from './side-by-side.ts'

export type OrderTimerDeps = {
  readonly orders: Pick<OrderService, 'openOrders' | 'act'>
  readonly nowMs: () => number
}

/** An act of the rule engine, named after what fires it: the store takes the same name only once, also after a restart. */
export type TimerAct = {
  readonly action: Extract<OrderAction, 'urge' | 'resume'>
  readonly actionId: string
}

/** Acts that share the disk's time when many fall due together, e.g. after a pause. */
const AT_ONCE = 16

/** Clocks at whose 80 % the unit is urged by the rule engine (系统催办). */
const URGED = new Set(['T5', 'T7'])

/** What the clock on the wall makes of an order: pure, and the same answer until it is done. */
export function timerActOf(order: Order, nowMs: number): TimerAct | null {
  const { suspendedUntil, importedAt } = overlaysOf(order)
  if (order.state === 'suspended' && suspendedUntil !== null) {
    const isOver = Date.parse(suspendedUntil) <= nowMs
    const actionId = `timer-resume-${order.id}-${suspendedUntil}`
    return isOver ? { action: 'resume', actionId } : null
  }
  const { due } = order
  if (due === undefined || due === null || !URGED.has(due.clock)) return null
  if (Date.parse(due.amberAt) > nowMs) return null
  // What was late when it came in is shown late; thousands of old records urge nobody at once.
  if (importedAt !== null && due.amberAt <= importedAt) return null
  return { action: 'urge', actionId: `timer-urge-${order.id}-${due.clock}-${due.at}` }
}

/**
 * Does what the clocks ask for: urges at 80 % of signing and handling time, ends a suspension at its review date.
 * Each fires once, over restarts too.
 */
export function createOrderTimers({ orders, nowMs }: OrderTimerDeps) {
  /** What is done by now, by order: spares asking the store again. */
  const fired = new Map<string, string>()

  const fire = async (order: Order, { action, actionId }: TimerAct): Promise<void> => {
    try {
      await orders.act(order.id, { action, actionId, rev: order.rev }, 'system')
      fired.set(order.id, actionId)
    } catch (error) {
      // Somebody acted at the same moment: the next look sees what the order has become.
      if (!(error instanceof AppError && error.code === 'ORDER_CHANGED_MEANWHILE')) throw error
    }
  }

  let looking = false
  return {
    /** Looks over the open orders. Overlapping calls are dropped. */
    async look(): Promise<void> {
      if (looking) return
      looking = true
      try {
        const open = orders.openOrders()
        const ids = new Set(open.map(({ id }) => id))
        for (const id of fired.keys()) if (!ids.has(id)) fired.delete(id)
        await sideBySide(open, AT_ONCE, async (order) => {
          const act = timerActOf(order, nowMs())
          if (act !== null && fired.get(order.id) !== act.actionId) await fire(order, act)
        })
      } finally {
        looking = false
      }
    },
  }
}
