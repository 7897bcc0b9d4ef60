import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { ApiProblem } from '../../data/api.ts'
import { alarmStore } from '../data/alarm-store.ts'
import { sendJson } from '../data/desk-api.ts'
import { openOrder, showDialog } from '../desk-store.ts'
import { failureText } from '../shell/tell.ts'
import { type AlarmVerb, alarmDesk } from './alarm-desk.ts'

/** How long an act that was answered waits for the stream to show it. */
const SHOWN_WITHIN_MS = 3_000
/** Requests of one group under way together. */
const AT_ONCE = 4

/** The alarm ended by itself meanwhile: nothing is left to acknowledge. */
const isOver = (problem: unknown): boolean =>
  problem instanceof ApiProblem &&
  (problem.code === 'ALARM_NOT_OPEN' || problem.code === 'NOT_FOUND')

const mark = (id: string, verb: AlarmVerb | null): void =>
  alarmDesk.setState(({ pending }) => {
    const next = new Map(pending)
    if (verb === null) next.delete(id)
    else next.set(id, verb)
    return { pending: next }
  })

/** Resolves once the list shows the alarm as something else than `before`, or when it takes too long. */
function shown(id: string, before: Alarm | undefined): Promise<void> {
  const isShown = (): boolean => alarmStore.getState().alarms?.get(id) !== before
  return new Promise((resolve) => {
    const end = (): void => {
      stop()
      clearTimeout(timer)
      resolve()
    }
    const stop = alarmStore.subscribe(() => {
      if (isShown()) end()
    })
    const timer = setTimeout(end, SHOWN_WITHIN_MS)
    if (isShown()) end()
  })
}

/**
 * Does one thing to one alarm, marked as under way from the first moment until the list shows it. Resolves when the
 * server has done it.
 *
 * @throws ApiProblem ALARM_NOT_OPEN, FORBIDDEN, UNREACHABLE …
 */
export async function actOnAlarm(id: string, verb: AlarmVerb, body: object = {}): Promise<void> {
  if (alarmDesk.getState().pending.has(id)) return
  const before = alarmStore.getState().alarms?.get(id)
  mark(id, verb)
  try {
    await sendJson('POST', `/alarms/${encodeURIComponent(id)}/${verb}`, body)
  } catch (problem) {
    mark(id, null)
    throw problem
  }
  void shown(id, before).then(() => mark(id, null))
}

/**
 * Acknowledges many in one act and tells how far it is. Alarms that ended meanwhile count as done; anything else breaks
 * it off, and says what is left.
 */
export async function acknowledgeAll(alarms: readonly Alarm[]): Promise<void> {
  if (alarmDesk.getState().batch?.problem === null) return
  const total = alarms.length
  const left = [...alarms]
  let done = 0
  let problem: string | null = null
  const tell = (): void => alarmDesk.setState({ batch: { total, done, problem } })
  tell()
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      if (problem !== null) return
      try {
        await actOnAlarm(next.id, 'ack')
      } catch (failure) {
        if (!isOver(failure)) {
          problem = failureText(failure)
          tell()
          return
        }
      }
      done++
      if (problem === null) tell()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  alarmDesk.setState({ batch: problem === null ? null : { total, done, problem } })
}

/** To the order of an alarm; without one, to a new order that begins from it. */
export function toOrder({ id, orderId }: Alarm): void {
  if (orderId === null) showDialog({ kind: 'new-order', start: { alarmId: id } })
  else openOrder(orderId)
}
