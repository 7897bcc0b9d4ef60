import { Select } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { useOrder } from '../data/use-order.ts'
import { deskStore } from '../desk-store.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { WALL_WORDS } from './wall-words.ts'
import type { DeskCommand } from './walls-data.ts'

const TOUR_S = 30
const SHORTEST_TOUR_S = 3
const LONGEST_TOUR_S = 3_600
const FOCUS_ZOOM = 15.5
const SPEEDS = ['1', '10', '60', '600']
const ALL = 'all'

type RemoteProps = {
  readonly isEmergency: boolean
  readonly send: (command: DeskCommand) => void
}

/** What a wall is told: scenario, tour, town, focus, mode, the past. */
export function WallRemote({ isEmergency, send }: RemoteProps): ReactElement {
  const text = useWords(WALL_WORDS)
  const openId = useStore(deskStore, (state) => state.openId)
  return (
    <div className="wall-remote">
      <ShowForm send={send} />
      <TourForm send={send} />
      <TownForm send={send} />
      <ReplayForm send={send} />
      <div className="wall-line">
        {openId === null ? null : <FocusButton id={openId} send={send} />}
        {isEmergency ? (
          <button
            type="button"
            className="desk-button"
            onClick={() => send({ command: 'mode', mode: 'normal' })}
          >
            {text.endEmergency}
          </button>
        ) : (
          // The whole hall sees it: a second press confirms.
          <ConfirmButton
            label={text.startEmergency}
            confirm={text.confirmEmergency}
            onConfirm={() =>
              send({
                command: 'mode',
                mode: 'emergency',
                ...(openId === null ? {} : { orderId: openId }),
              })
            }
          />
        )}
        <button type="button" className="desk-button" onClick={() => send({ command: 'live' })}>
          {text.live}
        </button>
      </div>
    </div>
  )
}

type SendOnly = Pick<RemoteProps, 'send'>

function ShowForm({ send }: SendOnly): ReactElement {
  const text = useWords(WALL_WORDS)
  const language = useLanguage()
  const scenarios = useStore(catalogStore, (state) => state.scenarios)
  const [picked, setPicked] = useState<string | null>(null)
  return (
    <form
      className="wall-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (picked !== null) send({ command: 'show', scenario: picked })
      }}
    >
      <Select
        aria-label={text.scenario}
        placeholder={text.scenarioHint}
        data={[...scenarios.values()].map((scenario) => ({
          value: scenario.id,
          label: nameOf(scenario, language),
        }))}
        value={picked}
        onChange={setPicked}
        searchable
      />
      <button type="submit" className="desk-button" disabled={picked === null}>
        {text.show}
      </button>
    </form>
  )
}

function TourForm({ send }: SendOnly): ReactElement {
  const text = useWords(WALL_WORDS)
  const language = useLanguage()
  const { catalog, scenarios } = useStore(catalogStore)
  const [of, setOf] = useState(ALL)
  const [seconds, setSeconds] = useState(String(TOUR_S))
  const asked = Number(seconds)
  const isGood = asked >= SHORTEST_TOUR_S && asked <= LONGEST_TOUR_S
  const ids = [...scenarios.values()]
    .filter(
      ({ category, audience }) =>
        (of === ALL || category === of) && (audience?.includes('wall') ?? true),
    )
    .map(({ id }) => id)
  return (
    <form
      className="wall-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (isGood && ids.length > 0) send({ command: 'tour', scenarios: ids, seconds: asked })
      }}
    >
      <Select
        aria-label={text.tourOf}
        data={[
          { value: ALL, label: text.tourAll },
          ...(catalog?.categories ?? []).map((each) => ({
            value: each.id,
            label: nameOf(each, language),
          })),
        ]}
        value={of}
        onChange={(value) => setOf(value ?? ALL)}
        allowDeselect={false}
      />
      <input
        className="queue-search wall-number"
        type="number"
        min={SHORTEST_TOUR_S}
        max={LONGEST_TOUR_S}
        aria-label={text.tourSeconds}
        title={text.tourSeconds}
        value={seconds}
        onChange={(event) => setSeconds(event.currentTarget.value)}
      />
      <button type="submit" className="desk-button" disabled={!isGood || ids.length === 0}>
        {text.tour}
      </button>
    </form>
  )
}

function TownForm({ send }: SendOnly): ReactElement | null {
  const text = useWords(WALL_WORDS)
  const language = useLanguage()
  const towns = useStore(catalogStore, (state) => state.towns)
  if (towns.size === 0) return null
  return (
    <div className="wall-line">
      <Select
        aria-label={text.town}
        placeholder={text.town}
        data={[
          { value: ALL, label: text.wholeDistrict },
          ...[...towns.values()].map((town) => ({
            value: town.code,
            label: nameOf(town, language),
          })),
        ]}
        onChange={(value) => {
          if (value !== null) send({ command: 'town', town: value === ALL ? null : value })
        }}
      />
    </div>
  )
}

function ReplayForm({ send }: SendOnly): ReactElement {
  const text = useWords(WALL_WORDS)
  const [at, setAt] = useState('')
  const [speed, setSpeed] = useState('60')
  const atMs = Date.parse(at)
  const isPast = atMs < Date.now()
  return (
    <form
      className="wall-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (isPast)
          send({ command: 'replay', at: new Date(atMs).toISOString(), speed: Number(speed) })
      }}
    >
      <input
        className="queue-search"
        type="datetime-local"
        aria-label={text.replayAt}
        title={text.replayAt}
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <Select
        className="wall-speed"
        aria-label={text.replaySpeed}
        data={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
        value={speed}
        onChange={(value) => setSpeed(value ?? '1')}
        allowDeselect={false}
      />
      <button type="submit" className="desk-button" disabled={!isPast}>
        {text.replay}
      </button>
    </form>
  )
}

function FocusButton({ id, send }: SendOnly & { readonly id: string }): ReactElement | null {
  const text = useWords(WALL_WORDS)
  const position = useOrder(id).data?.position ?? null
  if (position === null) return null
  return (
    <button
      type="button"
      className="desk-button"
      onClick={() =>
        send({ command: 'focus', position: [position[0], position[1]], zoom: FOCUS_ZOOM })
      }
    >
      {text.focus}
    </button>
  )
}
