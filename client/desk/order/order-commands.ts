import { ORDER_ACTIONS } from '../../../protocol/order/table.ts'
import { ACTION_WORDS } from '../../i18n/action-words.ts'
import type { Language } from '../../i18n/text.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { deskStore, showDialog } from '../desk-store.ts'
import type { Command } from '../keys/commands.ts'
import { ACT_KEYS, actOfKey, keyOfAct } from './act-groups.ts'

type Label = Readonly<Record<Language, string>>

const KEY_LABELS: Readonly<Record<string, Label>> = {
  s: { zh: '签收', en: 'Sign' },
  d: { zh: '派遣(或受理并派遣)', en: 'Dispatch (or accept and dispatch)' },
  r: { zh: '退回:申请或答复', en: 'Return: ask, or answer' },
  c: { zh: '结案,或走向结案的下一步', en: 'Close, or the next step towards it' },
  u: { zh: '催办', en: 'Urge' },
  v: { zh: '督办,或回复督办', en: 'Supervise, or reply' },
  e: { zh: '延期:申请或答复', en: 'Extension: ask, or answer' },
  m: { zh: '并入另一工单', en: 'Merge into another order' },
  a: { zh: '受理、立案或指定经办人', en: 'Accept, file, or assign a person' },
}

const isFree = (): boolean => {
  const { view, dialog } = deskStore.getState()
  return view === 'orders' && dialog.kind === 'none'
}

/**
 * The acts on the open order by key, and those without a key for the palette. Only what is allowed now.
 *
 * @param current the order as it stands when a key is pressed; null: not read yet
 */
export function orderCommands(current: () => OrderDetail | null): Command[] {
  const byKey = ACT_KEYS.map(({ key }): Command => {
    const act = () => {
      const order = current()
      return order === null ? null : actOfKey(order, key)
    }
    return {
      id: `order.key.${key}`,
      group: 'order',
      label: KEY_LABELS[key] ?? { zh: key, en: key },
      keys: key,
      when: () => isFree() && act() !== null,
      run: () => {
        const action = act()
        if (action !== null) showDialog({ kind: 'act', action })
      },
    }
  })
  const byName = ORDER_ACTIONS.map(
    (action): Command => ({
      id: `order.act.${action}`,
      group: 'order',
      label: { zh: ACTION_WORDS.zh[action].name, en: ACTION_WORDS.en[action].name },
      when: () => {
        const order = current()
        if (order === null || !isFree()) return false
        return order.allowed.includes(action) && keyOfAct(order, action) === null
      },
      run: () => showDialog({ kind: 'act', action }),
    }),
  )
  return [...byKey, ...byName]
}
