import { type Command, registerCommands } from '../keys/commands.ts'
import { tellFailure } from '../shell/tell.ts'
import { acknowledgeAll, actOnAlarm, toOrder } from './alarm-acts.ts'
import { alarmDesk, mayHandle } from './alarm-desk.ts'
import { type AlarmRow, nextWaiting, rowAt, waitingIn } from './alarm-rows.ts'

export const currentRow = (): AlarmRow | null => {
  const { rows, cursor } = alarmDesk.getState()
  return rowAt(rows, cursor)
}
const currentAlarm = () => {
  const row = currentRow()
  return row?.kind === 'alarm' ? row.alarm : null
}

/** Puts the cursor on a row; what was about to be confirmed elsewhere is not any more. */
export function moveTo(row: AlarmRow | null | undefined): void {
  if (row === null || row === undefined) return
  const { rows } = alarmDesk.getState()
  alarmDesk.setState({ cursor: row.key, cursorAt: rows.indexOf(row), sure: null })
}

export function moveBy(step: number): void {
  const { rows, cursorAt } = alarmDesk.getState()
  const row = currentRow()
  const last = rows.length - 1
  // After its row has gone the cursor goes on from where it was.
  const next = row === null ? cursorAt : rows.indexOf(row) + step
  moveTo(rows[Math.min(Math.max(next, 0), last)])
}

export function toggleGroup(key: string): void {
  const { expanded } = alarmDesk.getState()
  const next = new Set(expanded)
  if (!next.delete(key)) next.add(key)
  alarmDesk.setState({ expanded: next })
}

/** Acknowledges what stands under the cursor and goes on to the next; a whole group only when asked twice. */
export function acknowledge(row: AlarmRow): void {
  const waiting = waitingIn(row)
  const [only] = waiting
  if (only === undefined) return
  if (row.kind === 'group' && alarmDesk.getState().sure !== row.key) {
    alarmDesk.setState({ cursor: row.key, sure: row.key })
    return
  }
  const next = nextWaiting(alarmDesk.getState().rows, row)
  alarmDesk.setState({ sure: null })
  moveTo(next)
  if (row.kind === 'group') void acknowledgeAll(waiting)
  else actOnAlarm(only.id, 'ack').catch(tellFailure)
}

export function openRow(row: AlarmRow): void {
  if (row.kind === 'group') toggleGroup(row.key)
  else if (row.alarm.orderId !== null || mayHandle()) toOrder(row.alarm)
}

export const unshelve = (id: string): void => void actOnAlarm(id, 'unshelve').catch(tellFailure)

const withRow = (run: (row: AlarmRow) => void) => (): void => {
  const row = currentRow()
  if (row !== null) run(row)
}
const isHandled = (): boolean => mayHandle() && currentRow() !== null
const mayShelve = (): boolean =>
  mayHandle() && currentAlarm() !== null && currentAlarm()?.state !== 'shelved'

const move = (id: string, keys: string, step: number, zh: string, en: string): Command => ({
  id: `alarms.${id}`,
  group: 'alarms',
  label: { zh, en },
  keys,
  run: () => moveBy(step),
})
const open = (id: string, keys: string, zh: string, en: string): Command => ({
  id: `alarms.${id}`,
  group: 'alarms',
  label: { zh, en },
  keys,
  when: () => currentRow() !== null,
  run: withRow(openRow),
})

/** What can be done among the alarms, while they are shown. @returns the end of it */
export const registerAlarmCommands = (): (() => void) =>
  registerCommands(COMMANDS.map((command) => ({ ...command, when: whenNoForm(command) })))

/** While a form stands open its keys alone count. */
const whenNoForm =
  ({ when }: Command) =>
  (): boolean =>
    alarmDesk.getState().form === null && (when?.() ?? true)

const COMMANDS: readonly Command[] = [
  move('down', 'j', 1, '下一条告警', 'Next alarm'),
  move('up', 'k', -1, '上一条告警', 'Alarm before'),
  move('down-arrow', 'ArrowDown', 1, '下一条告警(方向键)', 'Next alarm (arrow)'),
  move('up-arrow', 'ArrowUp', -1, '上一条告警(方向键)', 'Alarm before (arrow)'),
  {
    id: 'alarms.ack',
    group: 'alarms',
    label: { zh: '确认告警;一组按两次', en: 'Acknowledge; twice for a group' },
    keys: 'a',
    when: isHandled,
    run: withRow(acknowledge),
  },
  {
    id: 'alarms.note',
    group: 'alarms',
    label: { zh: '确认并备注', en: 'Acknowledge with a note' },
    keys: 'Shift+A',
    when: () => mayHandle() && currentAlarm()?.state === 'active',
    run: () => {
      const alarm = currentAlarm()
      if (alarm !== null) alarmDesk.setState({ form: { kind: 'note', id: alarm.id } })
    },
  },
  {
    id: 'alarms.shelve',
    group: 'alarms',
    label: { zh: '搁置告警', en: 'Shelve' },
    keys: 'h',
    when: mayShelve,
    run: () => {
      const alarm = currentAlarm()
      if (alarm !== null) alarmDesk.setState({ form: { kind: 'shelve', id: alarm.id } })
    },
  },
  {
    id: 'alarms.unshelve',
    group: 'alarms',
    label: { zh: '取消搁置', en: 'Take a shelving back' },
    keys: 'Shift+H',
    when: () => mayHandle() && currentAlarm()?.state === 'shelved',
    run: () => {
      const alarm = currentAlarm()
      if (alarm !== null) unshelve(alarm.id)
    },
  },
  open('order', 'o', '打开其工单,或登记新单', 'Its order, or a new one'),
  open('open', 'Enter', '打开其工单或登记;展开一组', 'Its order, or open a group'),
  {
    id: 'alarms.grouping',
    group: 'alarms',
    label: { zh: '归并或逐条显示', en: 'Together or one by one' },
    keys: 'v',
    run: () => alarmDesk.setState(({ rows, grouping }) => ({ grouping: turned(rows, grouping) })),
  },
  {
    id: 'alarms.cancel',
    group: 'alarms',
    label: { zh: '不确认这一组', en: 'Leave the group as it is' },
    keys: 'Escape',
    when: () => alarmDesk.getState().sure !== null,
    run: () => alarmDesk.setState({ sure: null }),
  },
]

/** What is drawn together is drawn one by one, and the other way round. */
function turned(rows: readonly AlarmRow[], grouping: 'auto' | 'on' | 'off'): 'on' | 'off' {
  if (grouping !== 'auto') return grouping === 'on' ? 'off' : 'on'
  return rows.some(({ kind }) => kind === 'group') ? 'off' : 'on'
}
