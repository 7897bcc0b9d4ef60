import { Fragment, type ReactElement, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { activeCohandlers, overlaysOf } from '../../../protocol/order/overlays.ts'
import { sessionStore } from '../../data/session.ts'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { showAlarm } from '../alarms/alarm-desk.ts'
import { sendJson } from '../data/desk-api.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { openOrder } from '../desk-store.ts'
import { tellFailure } from '../shell/tell.ts'
import { FIELD_WORDS, valueName } from './field-words.ts'
import { ORDER_WORDS, wordFor } from './order-words.ts'
import { useNames } from './use-names.ts'

type Fact = readonly [name: string, value: ReactNode]

function OrderLink({ id }: { readonly id: string }): ReactElement {
  return (
    <button type="button" className="order-link figures" onClick={() => openOrder(id)}>
      {id}
    </button>
  )
}

/** What is known of an order, apart from how it stands. What is not known has no line. */
export function OrderFacts({ order }: { readonly order: OrderDetail }): ReactElement {
  const text = useWords(ORDER_WORDS)
  const fields = useWords(FIELD_WORDS)
  const names = useNames()
  const { fact } = text
  const over = overlaysOf(order)
  const reporter: unknown = order.events.find(({ action }) => action === 'report')?.args['reporter']
  const helpers = activeCohandlers(order)
  const { position, alarmId } = order
  const facts: (Fact | false)[] = [
    [fact.lead, names.department(order.department)],
    helpers.length > 0 && [fact.helpers, helpers.map(names.department).join(' · ')],
    over.person !== null && [fact.person, over.person],
    over.verifier !== null && [fact.verifier, over.verifier],
    over.checker !== null && [fact.checker, over.checker],
    [fact.place, placeText(order, names, text.noTown)],
    order.address !== '' && [fact.address, order.address],
    position !== null && [
      fact.position,
      <>
        <span className="figures">{position.map((degrees) => degrees.toFixed(5)).join(', ')}</span>{' '}
        <OnWall position={position} label={text.onMap} />
      </>,
    ],
    typeof reporter === 'string' && [fact.reporter, reporter],
    [fact.channel, wordFor(text.channels, order.channel)],
    order.externalId !== null && [fact.externalId, order.externalId],
    alarmId !== null && [
      fact.alarm,
      <button key={alarmId} type="button" className="order-link" onClick={() => showAlarm(alarmId)}>
        {text.openAlarm} {alarmId}
      </button>,
    ],
    [
      fact.created,
      <time dateTime={order.createdAt} className="figures" key="at">
        {formatExact(Date.parse(order.createdAt))}
      </time>,
    ],
    over.evidence !== null && [fact.evidence, valueName(fields, 'evidence', over.evidence)],
    over.callback !== null && [fact.callback, valueName(fields, 'result', over.callback)],
    over.mergedInto !== null && [fact.parent, <OrderLink key="parent" id={over.mergedInto} />],
    over.children.length > 0 && [
      fact.children,
      over.children.map((id) => <OrderLink key={id} id={id} />),
    ],
    over.score !== null && [
      fact.score,
      <span className="figures" key="score">
        {over.score}
      </span>,
    ],
  ]
  return (
    <section className="order-part" aria-label={text.facts}>
      <h3>{text.facts}</h3>
      {order.description !== '' && <p className="order-description">{order.description}</p>}
      <dl className="order-facts">
        {facts.map(
          (one) =>
            one !== false && (
              <Fragment key={one[0]}>
                <dt>{one[0]}</dt>
                <dd>{one[1]}</dd>
              </Fragment>
            ),
        )}
      </dl>
    </section>
  )
}

function placeText(
  { place, town }: Pick<OrderDetail, 'place' | 'town'>,
  names: ReturnType<typeof useNames>,
  noTown: string,
): string {
  const where = town === null ? noTown : names.town(town)
  return place === town || place === 'district' ? where : `${where} · ${names.place(place)}`
}

const COMMANDERS: readonly string[] = ['operator', 'duty', 'supervisor', 'leader']
const FOCUS_ZOOM = 15.5

/** Takes the main wall to a position, for those who may command it. */
function OnWall(props: {
  readonly position: readonly [number, number]
  readonly label: string
}): ReactElement | null {
  const session = useStore(sessionStore)
  const isCommander =
    session.state === 'in' && session.session.roles.some((role) => COMMANDERS.includes(role))
  if (!isCommander) return null
  const focus = (): void => {
    const command = { command: 'focus', position: props.position, zoom: FOCUS_ZOOM }
    sendJson('POST', '/walls/main/command', command).catch(tellFailure)
  }
  return (
    <button type="button" className="order-link" onClick={focus}>
      {props.label}
    </button>
  )
}
