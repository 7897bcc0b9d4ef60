import { overlaysOf } from '../../../protocol/order/overlays.ts'
import { formatExact } from '../../i18n/clock.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { FIELD_WORDS, valueName } from './field-words.ts'
import type { OrderText } from './order-words.ts'
import { tickText } from './span-text.ts'
import type { Names } from './use-names.ts'

/** One thing that lies over an order: what it is, and who, when and why beside it. */
export type OverlayLine = {
  readonly key: string
  readonly what: string
  readonly parts: readonly string[]
  /** A reply or an answer is past its time. */
  readonly isLate: boolean
}

const when = (iso: string): string => formatExact(Date.parse(iso)).slice(0, 16)

/** What lies over an order, the demands on somebody first. */
export function overlayLines(
  order: Pick<OrderDetail, 'overlays'>,
  text: OrderText,
  names: Pick<Names, 'language' | 'department'>,
  nowMs: number,
): OverlayLine[] {
  const over = overlaysOf(order)
  const { overlay } = text
  const lines: OverlayLine[] = []
  const add = (key: string, what: string, parts: readonly string[] = [], isLate = false): void => {
    lines.push({ key, what, parts: parts.filter((part) => part !== ''), isLate })
  }
  if (over.supervision !== null) {
    const { level, demand, dueAt } = over.supervision
    const leftMs = Date.parse(dueAt) - nowMs
    const left = `${leftMs < 0 ? text.clock.red : text.clock.left} ${tickText(Math.abs(leftMs), names.language)}`
    add('supervision', overlay.supervision(level), [demand, overlay.replyLeft(left)], leftMs < 0)
  }
  if (over.pendingReturn !== null) {
    const { by, at, reason, department } = over.pendingReturn
    const wants = department === null ? '' : overlay.wants(names.department(department))
    add('return', overlay.return, [reason, wants, overlay.askedBy(by, when(at))])
  }
  if (over.pendingExtension !== null) {
    const { by, at, reason, until, plan } = over.pendingExtension
    const parts = [reason, overlay.until(when(until)), overlay.plan(plan)]
    add('extension', overlay.extension, [...parts, overlay.askedBy(by, when(at))])
  }
  if (over.pendingSuspension !== null) {
    const { by, at, class: why, until } = over.pendingSuspension
    const named = valueName(FIELD_WORDS[names.language], 'class', why) ?? why
    add('suspension', overlay.suspension, [
      named,
      overlay.until(when(until)),
      overlay.askedBy(by, when(at)),
    ])
  }
  if (over.appeal !== null) {
    const { by, at, evidence } = over.appeal
    add('appeal', overlay.appeal, [evidence, overlay.askedBy(by, when(at))])
  }
  if (over.suspendedUntil !== null) {
    add('suspended', overlay.suspendedUntil(when(over.suspendedUntil)))
  }
  if (over.extendedTo !== null) add('extended', overlay.extendedTo(when(over.extendedTo)))
  if (over.escalation > 0) add('escalated', overlay.escalated[over.escalation] ?? '')
  if (over.urged > 0) add('urged', overlay.urged(over.urged))
  if (over.forceClosed) add('forced', overlay.forceClosed)
  return lines
}
