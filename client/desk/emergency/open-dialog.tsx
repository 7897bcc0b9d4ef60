import './emergency.css'
import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, type ReactElement, useState } from 'react'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { fetchOrder } from '../data/order-detail.ts'
import { orderKey } from '../data/query.ts'
import { closeDialog, type EmergencyStart } from '../desk-store.ts'
import { fetchWalls } from '../walls/walls-data.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { usePlans } from './emergency-api.ts'
import { PositionInput } from './forms/position-input.tsx'
import {
  AlreadyOn,
  KindField,
  OrderField,
  PlanField,
  TextFields,
  WallsField,
} from './open-fields.tsx'
import { bodyOf, emptyOpening, type Opening, planOf } from './opening.ts'
import { PlanPreview } from './plan-preview.tsx'
import { useIsCut } from './rights.ts'
import { useOpening } from './use-opening.ts'

/**
 * Puts the district into emergency mode (转入战时) under a plan, for real or as a drill. It takes over the hall, so that the
 * first press only says what will happen; the same opening, sent again after a lost answer, opens nothing twice.
 */
export function OpenDialog({ start }: { readonly start: EmergencyStart }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const [opening, setOpening] = useState(() => emptyOpening(start))
  const write = (part: Partial<Opening>): void => setOpening((now) => ({ ...now, ...part }))
  const plans = usePlans()
  const order = useTheOrder(opening.orderId)
  const walls = useQuery({ queryKey: ['walls'], queryFn: ({ signal }) => fetchWalls(signal) })
  const wallIds = walls.data?.walls.map(({ id }) => id) ?? null
  const plan = planOf(opening, order.data?.type ?? null, plans.data ?? [])
  const isOrderBad = opening.orderId.trim() !== '' && order.data === undefined
  const isCut = useIsCut()
  const body = isOrderBad ? null : bodyOf(opening, plan, wallIds)
  const sending = useOpening(body)
  const submit = (): void => {
    if (!isCut) sending.press()
  }
  const taken = (wallIds ?? []).filter((id) => !opening.spared.has(id))
  return (
    <Modal
      opened
      onClose={closeDialog}
      title={text.openTitle}
      size={1080}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <form
        className="emergency-form"
        data-form="open-emergency"
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          submit()
        }}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          submit()
        }}
      >
        <div className="emergency-open">
          <div>
            <PlanField
              plans={plans.data ?? null}
              isFailed={plans.isError}
              plan={plan}
              write={write}
            />
            {plan === null ? null : <PlanPreview plan={plan} />}
            <KindField isDrill={opening.drill} write={write} />
          </div>
          <div>
            <TextFields opening={opening} write={write} plan={plan} order={order.data ?? null} />
            <OrderField
              value={opening.orderId}
              order={order.data ?? null}
              isNone={order.isError}
              write={write}
            />
            <PositionInput
              value={opening.position}
              orderIds={order.data === undefined ? [] : [order.data.id]}
              onChange={(position) => write({ position })}
            />
            <WallsField
              ids={wallIds}
              isFailed={walls.isError}
              spared={opening.spared}
              onChange={(spared) => write({ spared })}
            />
          </div>
        </div>
        <div className="emergency-form-foot">
          <AlreadyOn orderId={opening.orderId.trim()} plan={plan} />
          {isCut ? <p role="alert">{text.cut}</p> : null}
          {sending.failure === null ? null : <p role="alert">{sending.failure}</p>}
          {sending.isSure ? <Sure isDrill={opening.drill} taken={taken} /> : null}
          <footer className="emergency-form-end">
            <Button variant="default" onClick={closeDialog}>
              {text.cancel}
            </Button>
            <Button
              type="submit"
              variant="default"
              disabled={body === null || isCut}
              aria-busy={sending.busy}
            >
              {sending.busy ? text.opening : text.begin} <kbd>Ctrl+Enter</kbd>
            </Button>
          </footer>
        </div>
      </form>
    </Modal>
  )
}

/** The order that is named, once its number is whole; of a wrong one the server says so. */
function useTheOrder(typed: string) {
  const id = typed.trim()
  return useQuery({
    queryKey: orderKey(id),
    queryFn: ({ signal }) => fetchOrder(id, signal),
    enabled: id !== '',
    retry: false,
  })
}

function Sure(props: {
  readonly isDrill: boolean
  readonly taken: readonly string[]
}): ReactElement {
  const { isDrill, taken } = props
  const text = useWords(CONDUCT_WORDS)
  const shared = useWords(EMERGENCY_WORDS)
  const kind = isDrill ? shared.drill : text.real
  return (
    <p className="emergency-sure" role="alert" data-sure>
      {text.openSure(kind, taken.join(', ') || text.none)}
    </p>
  )
}
