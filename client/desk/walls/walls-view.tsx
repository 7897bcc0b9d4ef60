import './walls.css'
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import type { WallCommand, WallReport } from '../../../protocol/stream/events.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { getJson, sendJson } from '../data/desk-api.ts'
import { queryClient } from '../data/query.ts'
import { useOrder } from '../data/use-order.ts'
import { deskStore } from '../desk-store.ts'
import { failureText } from '../shell/tell.ts'
import { useWords } from '../words.ts'
import { WALL_WORDS } from './wall-words.ts'

type Screen = WallReport & { readonly name: string; readonly lastSeen: string }
type Wall = {
  readonly id: string
  readonly seq: number
  readonly commands: readonly WallCommand[]
  readonly screens: readonly Screen[]
}

const LOOK_EVERY_MS = 2_000
const TOUR_S = 30
const FOCUS_ZOOM = 15.5

async function fetchWalls(signal: AbortSignal): Promise<readonly Wall[]> {
  const body = await getJson('/walls', signal)
  // The server's word is trusted beyond its outline: it is our own, of the same build.
  return isRecord(body) && Array.isArray(body['walls']) ? (body['walls'] as readonly Wall[]) : []
}

/** Each wall as it stands now, and what it is told to show. */
export function WallsView(): ReactElement {
  const text = useWords(WALL_WORDS)
  const walls = useQuery({
    queryKey: ['walls'],
    queryFn: ({ signal }) => fetchWalls(signal),
    refetchInterval: LOOK_EVERY_MS,
    retry: false,
  })
  if (walls.error instanceof ApiProblem && walls.error.status === 403) {
    return (
      <main className="desk-hint">
        <p>{text.notForYou}</p>
      </main>
    )
  }
  return (
    <main className="walls" aria-label={text.walls}>
      {walls.isPending ? <p className="quiet">{text.loading}</p> : null}
      {walls.isError ? <p role="alert">{text.failed}</p> : null}
      {(walls.data ?? []).map((wall) => (
        <WallCard key={wall.id} wall={wall} />
      ))}
      <PairForm />
    </main>
  )
}

/** A screen whose link is lost shows what it had, whatever it has applied. */
const hasArrived = ({ applied, link }: Screen, seq: number): boolean =>
  link !== 'lost' && applied >= seq

function WallCard({ wall }: { readonly wall: Wall }): ReactElement {
  const text = useWords(WALL_WORDS)
  const language = useLanguage()
  const scenarios = useStore(catalogStore, (state) => state.scenarios)
  const openId = useStore(deskStore, (state) => state.openId)
  const [picked, setPicked] = useState<string | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const send = async (command: WallCommand): Promise<void> => {
    try {
      const { body } = await sendJson(
        'POST',
        `/walls/${encodeURIComponent(wall.id)}/command`,
        command,
      )
      setSaid(isRecord(body) ? text.sent(Number(body['seq'])) : null)
      await queryClient.invalidateQueries({ queryKey: ['walls'] })
    } catch (problem) {
      setSaid(failureText(problem))
    }
  }
  const [isAsking, setAsking] = useState(false)
  const isEmergency = wall.commands.some(
    (command) => command.command === 'mode' && command.mode === 'emergency',
  )
  const named = (id: string | null): string => {
    const scenario = id === null ? undefined : scenarios.get(id)
    return scenario === undefined ? (id ?? '—') : nameOf(scenario, language)
  }
  return (
    <section className="wall-card" aria-label={wall.id} data-wall={wall.id}>
      <h2>
        {wall.id} {isEmergency ? <span className="order-mark">{text.emergency}</span> : null}
      </h2>
      {wall.screens.length === 0 ? <p className="quiet">{text.noScreen}</p> : null}
      {wall.screens.length === 0 ? null : (
        <table className="duty-table">
          <thead>
            <tr>
              {[text.screen, text.showing, text.link, text.size, text.fps, ''].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {wall.screens.map((screen) => (
              <tr key={`${screen.name}${screen.lastSeen}`} data-applied={screen.applied}>
                <td>{screen.name}</td>
                <td data-showing={screen.scenario}>{named(screen.scenario)}</td>
                <td>{text.links[screen.link]}</td>
                <td className="figures">
                  {screen.widthPx}×{screen.heightPx}
                </td>
                <td className="figures">{screen.fps === null ? '—' : Math.round(screen.fps)}</td>
                <td>{hasArrived(screen, wall.seq) ? text.delivered : text.waiting}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <form
        className="duty-bar"
        onSubmit={(event) => {
          event.preventDefault()
          if (picked !== null) void send({ command: 'show', scenario: picked })
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
        <button
          type="button"
          className="desk-button"
          onClick={() =>
            void send({ command: 'tour', scenarios: [...scenarios.keys()], seconds: TOUR_S })
          }
        >
          {text.tour} · {text.every(TOUR_S)}
        </button>
        {openId === null ? null : <FocusButton id={openId} send={send} />}
        {isEmergency ? (
          <button
            type="button"
            className="desk-button"
            onClick={() => void send({ command: 'mode', mode: 'normal' })}
          >
            {text.endEmergency}
          </button>
        ) : (
          <button
            type="button"
            className="desk-button"
            aria-pressed={isAsking}
            onBlur={() => setAsking(false)}
            onClick={() => {
              // The whole hall sees it: a second press confirms.
              if (isAsking) {
                const order = openId === null ? {} : { orderId: openId }
                void send({ command: 'mode', mode: 'emergency', ...order })
              }
              setAsking(!isAsking)
            }}
          >
            {isAsking ? text.confirmEmergency : text.startEmergency}
          </button>
        )}
        <button
          type="button"
          className="desk-button"
          onClick={() => void send({ command: 'live' })}
        >
          {text.live}
        </button>
        {said === null ? null : <span role="status">{said}</span>}
      </form>
    </section>
  )
}

function FocusButton(props: {
  readonly id: string
  readonly send: (command: WallCommand) => Promise<void>
}): ReactElement | null {
  const text = useWords(WALL_WORDS)
  const position = useOrder(props.id).data?.position ?? null
  if (position === null) return null
  return (
    <button
      type="button"
      className="desk-button"
      onClick={() =>
        void props.send({
          command: 'focus',
          position: [position[0], position[1]],
          zoom: FOCUS_ZOOM,
        })
      }
    >
      {text.focus}
    </button>
  )
}

function PairForm(): ReactElement {
  const text = useWords(WALL_WORDS)
  const [code, setCode] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  const pair = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    try {
      await sendJson('POST', '/screens/pair', { code: code.trim(), name: text.screen })
      setSaid(text.paired)
      setCode('')
    } catch (problem) {
      setSaid(failureText(problem))
    }
  }
  return (
    <form className="duty-bar" onSubmit={(event) => void pair(event)}>
      <input
        className="queue-search wall-code"
        aria-label={text.pair}
        placeholder={text.pair}
        value={code}
        maxLength={6}
        inputMode="numeric"
        pattern="[0-9]{6}"
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <button type="submit" className="desk-button" disabled={!/^[0-9]{6}$/.test(code)}>
        {text.pairDo}
      </button>
      {said === null ? null : <span role="status">{said}</span>}
    </form>
  )
}
