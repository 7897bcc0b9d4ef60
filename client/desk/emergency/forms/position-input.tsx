import { TextInput } from '@mantine/core'
import type { ReactElement } from 'react'
import { useWords } from '../../../i18n/part-words.ts'
import { useOrder } from '../../data/use-order.ts'
import { PositionPicker } from '../../map/position-picker.tsx'
import { positionOf } from '../../order/form-model.ts'
import { CONDUCT_WORDS } from '../conduct-words.ts'

type Position = readonly [number, number]

export const positionText = (at: Position): string => at.map((part) => part.toFixed(6)).join(', ')

/** A position by hand, from an order, or from the map. */
export function PositionInput(props: {
  readonly value: string
  /** Orders whose position may be taken. */
  readonly orderIds: readonly string[]
  readonly focusFirst?: boolean
  readonly onChange: (value: string) => void
}): ReactElement {
  const { value, orderIds, focusFirst = false, onChange } = props
  const text = useWords(CONDUCT_WORDS)
  const isWrong = value.trim() !== '' && positionOf(value) === null
  return (
    <>
      <TextInput
        label={text.position}
        placeholder={text.positionHint}
        value={value}
        autoComplete="off"
        error={isWrong ? text.notAPosition : null}
        data-autofocus={focusFirst || undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {orderIds.map((id) => (
        <OfOrder key={id} id={id} onTake={(at) => onChange(positionText(at))} />
      ))}
      <PositionPicker
        value={positionOf(value)}
        onPick={(at) => onChange(at === null ? '' : positionText(at))}
      />
    </>
  )
}

function OfOrder(props: {
  readonly id: string
  readonly onTake: (at: Position) => void
}): ReactElement | null {
  const text = useWords(CONDUCT_WORDS)
  const position = useOrder(props.id).data?.position ?? null
  if (position === null) return null
  return (
    <button
      type="button"
      className="desk-button emergency-take"
      onClick={() => props.onTake([position[0], position[1]])}
    >
      {text.ofOrder(props.id)}
    </button>
  )
}
