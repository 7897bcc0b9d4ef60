import type { ReactElement } from 'react'
import { formatSpan } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useText } from '../../i18n/text.ts'
import { byPlace, deliveryOf } from './delivery.ts'
import { WALL_WORDS } from './wall-words.ts'
import type { EnrolledScreen, Screen, Wall } from './walls-data.ts'

type ListProps = {
  readonly wall: Wall
  readonly nowMs: number
  readonly enrolled: readonly EnrolledScreen[]
  /** A scenario's name. */
  readonly named: (id: string | null) => string
}

/** A wall's screens as they stand: what each shows, whether the last command arrived, and how it is. */
export function ScreenList({ wall, nowMs, enrolled, named }: ListProps): ReactElement {
  const text = useWords(WALL_WORDS)
  const nameOf = ({ name }: Screen): string =>
    enrolled.find(({ id }) => name === `screen:${id}`)?.name ?? name
  if (wall.screens.length === 0) return <p className="quiet">{text.noScreen}</p>
  return (
    <ul className="wall-screens" aria-label={text.screens}>
      {[...wall.screens].sort(byPlace).map((screen) => (
        <ScreenCard
          key={`${screen.name} ${screen.part ?? ''} ${screen.page ?? ''}`}
          screen={screen}
          wall={wall}
          nowMs={nowMs}
          name={nameOf(screen)}
          showing={named(screen.scenario)}
        />
      ))}
    </ul>
  )
}

type CardProps = {
  readonly screen: Screen
  readonly wall: Wall
  readonly nowMs: number
  readonly name: string
  readonly showing: string
}

function ScreenCard({ screen, wall, nowMs, name, showing }: CardProps): ReactElement {
  const text = useWords(WALL_WORDS)
  const common = useText()
  const delivery = deliveryOf(screen, wall, nowMs)
  const agoS = Math.max(0, Math.round((nowMs - Date.parse(screen.lastSeen)) / 1000))
  const facts: readonly (readonly [string, string])[] = [
    [text.size, `${screen.widthPx}×${screen.heightPx}`],
    [text.fps, screen.fps === null ? '—' : String(Math.round(screen.fps))],
    [text.memory, screen.memoryMb === null ? '—' : `${screen.memoryMb} MB`],
    [text.build, screen.build],
    [text.clock, `${screen.clockOffsetMs} ms`],
    [text.seen, agoS < 60 ? text.agoS(agoS) : formatSpan(agoS * 1000, common)],
  ]
  const troubles = [
    screen.map === undefined || screen.map === 'drawn' ? null : text.maps[screen.map],
    screen.broken === undefined ? null : text.brokenParts(screen.broken.join('、')),
  ].filter((trouble) => trouble !== null)
  return (
    <li
      className="wall-screen"
      data-screen={screen.name}
      data-applied={screen.applied}
      data-delivery={delivery}
    >
      <p className="wall-screen-head">
        <b>{name}</b>
        <span className="quiet">
          {screen.part == null ? text.wholeWall : text.part(screen.part)}
        </span>
        <span className="wall-delivery">{text.delivery[delivery]}</span>
      </p>
      <p data-showing={screen.scenario}>
        {showing} <span className="quiet">{text.links[screen.link]}</span>
      </p>
      {troubles.length === 0 ? null : (
        <p className="wall-trouble" role="alert">
          {troubles.join(' · ')}
        </p>
      )}
      <dl>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="figures">{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  )
}
