import { isOpenState } from '../../protocol/order/open.ts'
import type { Order, OrderEvent } from '../../protocol/order/order.ts'
import { overlaysOf } from '../../protocol/order/overlays.ts'
import type { OrderEcho } from '../../protocol/order/table.ts'

/** What is written down on an order when it comes into an emergency, or out of one. */
type EmergencyStep = {
  readonly action: Extract<OrderEcho, 'emergency-on' | 'emergency-off'>
  readonly args: { readonly emergency: string }
}

/**
 * What is to be written down so that an order belongs to this emergency (战时) and to no other; nothing when it does
 * already. Nothing is written on an order past its end either: no clock of the office starts there, its end took it out
 * of any emergency, and a closed record is to stay as it was evaluated. Pure.
 *
 * @param emergency null: to none
 */
export function stepsInto(order: Order, emergency: string | null): EmergencyStep[] {
  const { emergency: now } = overlaysOf(order)
  if (now === emergency || !isOpenState(order.state)) return []
  const steps: EmergencyStep[] = []
  if (now !== null) steps.push({ action: 'emergency-off', args: { emergency: now } })
  if (emergency !== null) steps.push({ action: 'emergency-on', args: { emergency } })
  return steps
}

const MARKS: ReadonlySet<string> = new Set<EmergencyStep['action']>([
  'emergency-on',
  'emergency-off',
])

/**
 * Whether an officer who decided on this revision still decides rightly: all that came since is that an emergency took the
 * order in or let it go, which changes no state and nobody's rights. Pure.
 *
 * @param history every event of the order, by `rev`
 */
export function isOnlyMarkedSince(
  rev: number,
  history: readonly Pick<OrderEvent, 'rev' | 'action'>[],
): boolean {
  const since = history.filter((event) => event.rev > rev)
  return (
    since.length > 0 &&
    history.length - since.length === rev &&
    since.every(({ action }) => MARKS.has(action))
  )
}
