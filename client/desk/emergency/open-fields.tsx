import { NativeSelect, TextInput } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Plan } from '../../../protocol/emergency/plan.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { emergencyStore } from '../../stores/emergencies.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { deskStore, showEmergency } from '../desk-store.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import type { Opening } from './opening.ts'

const MOST_TITLE = 200
const MOST_REASON = 1_000

export type Write = (part: Partial<Opening>) => void

export function PlanField(props: {
  readonly plans: readonly Plan[] | null
  readonly isFailed: boolean
  readonly plan: Plan | null
  readonly write: Write
}): ReactElement {
  const { plans, isFailed, plan, write } = props
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  return (
    <NativeSelect
      label={text.plan}
      value={plan?.id ?? ''}
      // There from the first moment: the focus of a dialog goes to what is there when it opens.
      data-autofocus
      description={plans !== null ? null : isFailed ? text.failed : text.loading}
      data={(plans ?? []).map((one) => ({ value: one.id, label: nameOf(one, language) }))}
      onChange={(event) => write({ plan: event.currentTarget.value })}
    />
  )
}

export function KindField({ isDrill, write }: { isDrill: boolean; write: Write }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  return (
    <fieldset className="emergency-kind">
      <legend>{text.kind}</legend>
      {[false, true].map((drill) => (
        <label key={String(drill)}>
          <input
            type="radio"
            name="emergency-kind"
            checked={isDrill === drill}
            onChange={() => write({ drill })}
          />
          {drill ? text.drill : text.real}
        </label>
      ))}
    </fieldset>
  )
}

export function TextFields(props: {
  readonly opening: Opening
  readonly write: Write
  readonly plan: Plan | null
  readonly order: OrderDetail | null
}): ReactElement {
  const { opening, write, plan, order } = props
  const text = useWords(CONDUCT_WORDS)
  return (
    <>
      <TextInput
        label={text.title}
        // What the server calls it when nobody does.
        placeholder={order?.title ?? plan?.name_zh ?? ''}
        value={opening.title}
        maxLength={MOST_TITLE}
        onChange={(event) => write({ title: event.currentTarget.value })}
      />
      <TextInput
        label={text.reason}
        value={opening.reason}
        maxLength={MOST_REASON}
        onChange={(event) => write({ reason: event.currentTarget.value })}
      />
    </>
  )
}

export function OrderField(props: {
  readonly value: string
  readonly order: OrderDetail | null
  readonly isNone: boolean
  readonly write: Write
}): ReactElement {
  const { value, order, isNone, write } = props
  const text = useWords(CONDUCT_WORDS)
  const openId = useStore(deskStore, (state) => state.openId)
  return (
    <>
      <TextInput
        label={text.orderField}
        value={value}
        autoComplete="off"
        error={isNone && value.trim() !== '' ? text.orderNone : null}
        description={order === null || value.trim() === '' ? null : text.orderRead(order.title)}
        onChange={(event) => write({ orderId: event.currentTarget.value })}
      />
      {openId === null || openId === value.trim() ? null : (
        <button
          type="button"
          className="desk-button emergency-take"
          onClick={() => write({ orderId: openId })}
        >
          {text.openOrder(openId)}
        </button>
      )}
    </>
  )
}

export function WallsField(props: {
  readonly ids: readonly string[] | null
  readonly isFailed: boolean
  readonly spared: ReadonlySet<string>
  readonly onChange: (spared: ReadonlySet<string>) => void
}): ReactElement {
  const { ids, isFailed, spared, onChange } = props
  const text = useWords(CONDUCT_WORDS)
  const turn = (id: string): void => {
    const next = new Set(spared)
    if (!next.delete(id)) next.add(id)
    onChange(next)
  }
  return (
    <fieldset className="emergency-kind">
      <legend>{text.wallsField}</legend>
      {isFailed ? <span role="status">{text.wallsFailed}</span> : null}
      {(ids ?? []).map((id) => (
        <label key={id}>
          <input type="checkbox" checked={!spared.has(id)} onChange={() => turn(id)} />
          {id}
        </label>
      ))}
    </fieldset>
  )
}

/** One that is on already for the same order, or under the same plan: most often that one is meant. */
export function AlreadyOn(props: {
  readonly orderId: string
  readonly plan: Plan | null
}): ReactNode {
  const text = useWords(CONDUCT_WORDS)
  const active = useStore(emergencyStore, (state) => state.active) ?? []
  const ofOrder = active.find(({ orderId }) => orderId !== null && orderId === props.orderId)
  const on = ofOrder ?? active.find(({ plan }) => plan.id === props.plan?.id)
  if (on === undefined) return null
  return (
    <p className="emergency-changed" role="status">
      {ofOrder === undefined ? text.samePlan(on.title) : text.alreadyOn(on.title)}{' '}
      <button type="button" className="desk-link" onClick={() => showEmergency(on.id)}>
        {text.goThere}
      </button>
    </p>
  )
}
