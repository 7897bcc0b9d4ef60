import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import type { Language } from '../../i18n/text.ts'
import { emergencyStore } from '../../stores/emergencies.ts'
import {
  deskStore,
  type EmergencyForm,
  openOrder,
  PAST,
  showDialog,
  showEmergency,
} from '../desk-store.ts'
import { isReached } from '../field/reach.ts'
import { type Command, registerCommands } from '../keys/commands.ts'
import { ranked, shownEmergency } from './emergency-desk.ts'
import { handlerOf, mayAct, mayOpen } from './rights.ts'

/** Where a report is written. */
export const REPORT_ID = 'emergency-report'

type Label = Readonly<Record<Language, string>>

/** What leads to emergencies from anywhere on the desk. */
export const SHELL_EMERGENCY_COMMANDS: readonly Command[] = [
  {
    id: 'desk.emergency',
    group: 'general',
    label: { zh: '看战时', en: 'Show emergencies' },
    keys: 'g e',
    run: () => showEmergency(null),
  },
  {
    id: 'desk.emergency-past',
    group: 'emergency',
    label: { zh: '看已结束的战时', en: 'Show ended emergencies' },
    run: () => showEmergency(PAST),
  },
  {
    id: 'desk.emergency-open',
    group: 'emergency',
    label: { zh: '转入战时…', en: 'Enter emergency mode…' },
    when: () => mayOpen() && !isShown(),
    run: () => showDialog({ kind: 'open-emergency', start: {} }),
  },
  {
    id: 'desk.emergency-of-order',
    group: 'emergency',
    label: { zh: '以打开的工单转入战时…', en: 'Emergency mode with the open order…' },
    when: () => mayOpen() && deskStore.getState().openId !== null,
    run: () => {
      const orderId = deskStore.getState().openId
      if (orderId !== null) showDialog({ kind: 'open-emergency', start: { orderId } })
    },
  },
]

const isShown = (): boolean => deskStore.getState().view === 'emergency'

const ROW = '[data-emergency-row]'
const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(ROW)]
const currentRow = (): HTMLElement | null =>
  document.activeElement?.closest<HTMLElement>(ROW) ?? null

/** Puts the focus on the next row of the checklist or the forces; the first press on the first one. */
function moveBy(step: number): void {
  const all = rows()
  const row = currentRow()
  const at = row === null ? -1 : all.indexOf(row)
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)
  all[next]?.focus()
  all[next]?.scrollIntoView({ block: 'nearest' })
}

/** Presses the button of that name in the row that has the focus. */
const inRow = (name: string): HTMLButtonElement | null =>
  currentRow()?.querySelector<HTMLButtonElement>(`button[data-row-act="${name}"]`) ?? null
const isPressable = (name: string) => (): boolean => {
  const button = inRow(name)
  return button !== null && !button.disabled
}
const press = (name: string) => (): void => {
  const button = inRow(name)
  button?.focus()
  button?.click()
}

const move = (id: string, keys: string, step: number, label: Label): Command => ({
  id: `emergency.${id}`,
  group: 'emergency',
  label,
  keys,
  when: () => rows().length > 0,
  run: () => moveBy(step),
})
const rowAct = (name: string, keys: string, label: Label): Command => ({
  id: `emergency.${name}.${keys}`,
  group: 'emergency',
  label,
  keys,
  when: isPressable(name),
  run: press(name),
})

const shownNow = (): Emergency | null => shownEmergency()
const form = (
  act: Extract<EmergencyForm, { act: 'add-force' | 'move' | 'plan' | 'end' }>['act'],
  keys: string,
  label: Label,
): Command => ({
  id: `emergency.${act}`,
  group: 'emergency',
  label,
  keys,
  when: () => {
    const emergency = shownNow()
    return emergency !== null && isReached() && mayDo(emergency, act)
  },
  run: () => {
    const emergency = shownNow()
    if (emergency !== null) {
      showDialog({ kind: 'emergency-act', id: emergency.id, form: { act } })
    }
  },
})

/** Whether that act is open to whoever is signed in; a handler adds forces of his own department. */
export function mayDo(
  emergency: Emergency,
  act: 'add-force' | 'move' | 'plan' | 'end' | 'report',
): boolean {
  if (act !== 'add-force') return mayAct(emergency, { act })
  return mayAct(emergency, { act, department: handlerOf() ?? '' })
}

/** Another emergency than the one that is shown, of those that are on. */
function turnBy(step: number): void {
  const active = ranked(emergencyStore.getState().active ?? [])
  const at = active.findIndex(({ id }) => id === shownNow()?.id)
  const next = active[(at + step + active.length) % active.length]
  if (next !== undefined) showEmergency(next.id)
}
const turn = (id: string, keys: string, step: number, label: Label): Command => ({
  id: `emergency.${id}`,
  group: 'emergency',
  label,
  keys,
  when: () => (emergencyStore.getState().active?.length ?? 0) > 1,
  run: () => turnBy(step),
})

const COMMANDS: readonly Command[] = [
  move('down', 'j', 1, { zh: '下一个步骤或力量', en: 'Next step or force' }),
  move('up', 'k', -1, { zh: '上一个步骤或力量', en: 'Step or force before' }),
  move('down-arrow', 'ArrowDown', 1, { zh: '下一个(方向键)', en: 'Next one (arrow)' }),
  move('up-arrow', 'ArrowUp', -1, { zh: '上一个(方向键)', en: 'One before (arrow)' }),
  rowAct('next', 'Enter', {
    zh: '完成此步骤;力量进到下一状态',
    en: 'Tick the step; move the force on',
  }),
  rowAct('next', 't', {
    zh: '完成此步骤;力量进到下一状态',
    en: 'Tick the step; move the force on',
  }),
  rowAct('back', 'u', { zh: '撤回此步骤', en: 'Take the step back' }),
  rowAct('info', 'i', { zh: '力量的人数与带队', en: 'People and leader of the force' }),
  {
    id: 'emergency.report',
    group: 'emergency',
    label: { zh: '写续报', en: 'Write a situation report' },
    keys: 'r',
    when: () => document.getElementById(REPORT_ID) !== null,
    run: () => document.getElementById(REPORT_ID)?.focus(),
  },
  form('add-force', 'a', { zh: '增派力量', en: 'Add a force' }),
  form('move', 'p', { zh: '更正位置', en: 'Correct the place' }),
  form('plan', 'c', { zh: '更换预案', en: 'Change the plan' }),
  form('end', 'e', { zh: '转回平时', en: 'Back to normal' }),
  {
    id: 'emergency.order',
    group: 'emergency',
    label: { zh: '打开关联的工单', en: 'Open its order' },
    keys: 'o',
    when: () => shownNow()?.orderId != null,
    run: () => {
      const orderId = shownNow()?.orderId ?? null
      if (orderId !== null) openOrder(orderId)
    },
  },
  turn('next', ']', 1, { zh: '下一起战时', en: 'Next emergency' }),
  turn('previous', '[', -1, { zh: '上一起战时', en: 'Emergency before' }),
  {
    id: 'emergency.open',
    group: 'emergency',
    label: { zh: '转入战时…', en: 'Enter emergency mode…' },
    keys: 'b',
    when: () => mayOpen(),
    run: () => showDialog({ kind: 'open-emergency', start: {} }),
  },
  {
    id: 'emergency.back',
    group: 'emergency',
    label: { zh: '回到现在的战时', en: 'Back to what is on now' },
    keys: 'Escape',
    when: () => deskStore.getState().emergency !== null && shownNow() === null,
    run: () => showEmergency(null),
  },
]

/** What can be done in the emergency view, while it is shown. @returns the end of it */
export const registerEmergencyCommands = (): (() => void) => registerCommands(COMMANDS)
