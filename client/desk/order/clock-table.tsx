import { type ReactElement, useEffect } from 'react'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { NO_VALUE } from '../../ui/format.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { linkStore } from '../data/link-store.ts'
import type { ClockShown, OrderDetail } from '../data/order-detail.ts'
import { orderKey, queryClient } from '../data/query.ts'
import { QUEUE_WORDS } from '../queue/queue-words.ts'
import { clockNow, sortedClocks } from './clock-reading.ts'
import { ORDER_WORDS } from './order-words.ts'
import { spanText, tickText } from './span-text.ts'
import { useNames } from './use-names.ts'
import { useSecond } from './use-second.ts'

const AGAIN_MS = 60_000

type ClockProps = {
  readonly clock: ClockShown
  readonly readAtMs: number
  readonly nowMs: number
}

/** Every clock of an order as it scores: what is used is net of suspensions, the deadline is the server's. */
export function ClockTable({
  order,
  readAtMs,
}: {
  readonly order: OrderDetail
  /** When the server gave it, server time. */
  readonly readAtMs: number
}): ReactElement {
  const text = useWords(ORDER_WORDS)
  const nowMs = useSecond()
  const clocks = sortedClocks(order.clocks, nowMs)
  const standing = clocks.filter(({ endedAt }) => endedAt === null)
  const ended = clocks.filter(({ endedAt }) => endedAt !== null)
  useFreshClocks(
    order.id,
    standing.some(({ kind }) => kind === 'working'),
  )
  return (
    <section className="order-part" aria-label={text.clocks}>
      <h3>{text.clocks}</h3>
      {standing.length === 0 && <p className="order-quiet">{text.clock.noClocks}</p>}
      {standing.length > 0 && <Clocks clocks={standing} readAtMs={readAtMs} nowMs={nowMs} />}
      {ended.length > 0 && (
        <details>
          <summary>{text.clock.earlier(ended.length)}</summary>
          <Clocks clocks={ended} readAtMs={readAtMs} nowMs={nowMs} />
        </details>
      )}
    </section>
  )
}

/** What a working-time clock has used is for the server to say; it is asked again while one runs. */
function useFreshClocks(id: string, isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return
    const timer = setInterval(() => {
      if (document.hidden || linkStore.getState().link.state === 'lost') return
      void queryClient.invalidateQueries({ queryKey: orderKey(id) })
    }, AGAIN_MS)
    return () => clearInterval(timer)
  }, [id, isNeeded])
}

function Clocks({
  clocks,
  readAtMs,
  nowMs,
}: Omit<ClockProps, 'clock'> & { readonly clocks: readonly ClockShown[] }): ReactElement {
  const { clock: text } = useWords(ORDER_WORDS)
  return (
    <table className="order-clocks">
      <thead>
        <tr>
          <th scope="col">{text.name}</th>
          <th scope="col">{text.left}</th>
          <th scope="col">{text.due}</th>
          <th scope="col">{text.used}</th>
        </tr>
      </thead>
      <tbody>
        {clocks.map((clock) => (
          <ClockRow
            key={`${clock.clock} ${clock.department ?? ''} ${clock.spans[0]?.from ?? ''}`}
            clock={clock}
            readAtMs={readAtMs}
            nowMs={nowMs}
          />
        ))}
      </tbody>
    </table>
  )
}

function ClockRow({ clock, readAtMs, nowMs }: ClockProps): ReactElement {
  const { clock: text } = useWords(ORDER_WORDS)
  const { clocks: clockNames } = useWords(QUEUE_WORDS)
  const names = useNames()
  const read = clockNow(clock, readAtMs, nowMs)
  const isExtended =
    clock.firstDueAt !== null && clock.dueAt !== null && clock.firstDueAt !== clock.dueAt
  return (
    <tr data-clock={clock.clock} data-lamp={read.lamp} data-run={read.state}>
      <th scope="row">
        {clock.department === null
          ? clockNames[clock.clock]
          : text.help(names.department(clock.department))}
        <small>
          {clock.clock} · {text.kinds[clock.kind]}
        </small>
      </th>
      <td className="order-clock-left">
        {read.lamp === 'red' && <LevelMark level="red" />}
        {read.lamp === 'amber' && <LevelMark level="orange" />}
        <span className="figures">
          {read.leftMs === null ? text[read.state] : tickText(read.leftMs, names.language)}
        </span>
        <small>{text[read.lamp]}</small>
      </td>
      <td className="figures">
        {clock.dueAt === null ? NO_VALUE : formatExact(Date.parse(clock.dueAt)).slice(5, 16)}
        {isExtended && (
          <small>
            {text.extended} {formatExact(Date.parse(clock.firstDueAt)).slice(5, 16)}
          </small>
        )}
      </td>
      <td className="figures">
        {spanText(read.usedMs, names.language)} / {spanText(clock.budgetMs, names.language)}
        {clock.refunded && <small>{text.refunded}</small>}
      </td>
    </tr>
  )
}
