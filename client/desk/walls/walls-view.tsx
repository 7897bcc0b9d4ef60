import './walls.css'
import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import { ApiProblem } from '../../data/api.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { failureText } from '../shell/tell.ts'
import { EnrolledScreens } from './enrolled-screens.tsx'
import { ScreenList } from './screen-list.tsx'
import { WallLog } from './wall-log.tsx'
import { WallPresets } from './wall-presets.tsx'
import { WallRemote } from './wall-remote.tsx'
import { WALL_WORDS } from './wall-words.ts'
import {
  type EnrolledScreen,
  fetchScreens,
  fetchWalls,
  mayHere,
  sendCommand,
  type Wall,
} from './walls-data.ts'

const LOOK_EVERY_MS = 2_000
const SCREENS_EVERY_MS = 15_000
const NONE: readonly EnrolledScreen[] = []

/** Each wall as it stands now, and what it is told to show. */
export function WallsView(): ReactElement {
  const text = useWords(WALL_WORDS)
  const [said, setSaid] = useState<string | null>(null)
  const walls = useQuery({
    queryKey: ['walls'],
    queryFn: ({ signal }) => fetchWalls(signal),
    refetchInterval: LOOK_EVERY_MS,
    retry: false,
  })
  const enrolled = useQuery({
    queryKey: ['screens'],
    queryFn: ({ signal }) => fetchScreens(signal),
    refetchInterval: SCREENS_EVERY_MS,
    retry: false,
  })
  const act = (work: () => Promise<string>): void => {
    work().then(setSaid, (problem: unknown) => setSaid(failureText(problem)))
  }
  if (walls.error instanceof ApiProblem && walls.error.status === 403) {
    return (
      <main className="desk-hint">
        <p>{text.notForYou}</p>
      </main>
    )
  }
  const screens = enrolled.data ?? NONE
  return (
    <main className="walls" aria-label={text.walls}>
      {walls.isPending ? <p className="quiet">{text.loading}</p> : null}
      {walls.isError ? <p role="alert">{text.failed}</p> : null}
      {said === null ? null : (
        <p className="wall-said" role="status">
          {said}
        </p>
      )}
      {(walls.data?.walls ?? []).map((wall) => (
        <WallCard
          key={wall.id}
          wall={wall}
          nowMs={walls.data?.nowMs ?? 0}
          enrolled={screens}
          act={act}
        />
      ))}
      <EnrolledScreens screens={screens} act={act} />
    </main>
  )
}

type CardProps = {
  readonly wall: Wall
  readonly nowMs: number
  readonly enrolled: readonly EnrolledScreen[]
  readonly act: (work: () => Promise<string>) => void
}

/** In emergency mode by its commands: the last word is a mode, or a preset's. */
function isEmergency({ commands }: Wall): boolean {
  const last = commands.findLast(({ command }) => command === 'mode' || command === 'preset')
  if (last?.command === 'mode') return last.mode === 'emergency'
  return last?.command === 'preset' && last.picture.mode === 'emergency'
}

function WallCard({ wall, nowMs, enrolled, act }: CardProps): ReactElement {
  const text = useWords(WALL_WORDS)
  const language = useLanguage()
  const scenarios = useStore(catalogStore, (state) => state.scenarios)
  const named = (id: string | null): string => {
    const scenario = id === null ? undefined : scenarios.get(id)
    return scenario === undefined ? (id ?? '—') : nameOf(scenario, language)
  }
  const mayCommand = mayHere('walls.command')
  const send = (command: Parameters<typeof sendCommand>[1]): void =>
    act(async () => text.sent(await sendCommand(wall.id, command)))
  const emergency = isEmergency(wall)
  const isHeld = wall.tour?.held != null && Date.parse(wall.tour.held.until) > nowMs
  return (
    <section className="wall-card" aria-label={wall.id} data-wall={wall.id}>
      <h2>
        {wall.id} {emergency ? <span className="order-mark">{text.emergency}</span> : null}
        {wall.tour === null ? null : (
          <span className="order-mark">{isHeld ? text.held : text.touring}</span>
        )}
      </h2>
      <ScreenList wall={wall} nowMs={nowMs} enrolled={enrolled} named={named} />
      {mayCommand ? (
        <WallRemote isEmergency={emergency} send={send} />
      ) : (
        <p className="quiet">{text.readOnly}</p>
      )}
      <WallPresets
        wall={wall.id}
        mayRecall={mayCommand}
        mayEdit={mayHere('walls.presets')}
        named={named}
        send={send}
        act={act}
      />
      <WallLog wall={wall.id} enrolled={enrolled} named={named} />
    </section>
  )
}
