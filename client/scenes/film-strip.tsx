import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { nameOf, useLanguage, useText } from '../i18n/text.ts'
import { catalogStore } from '../stores/catalog.ts'
import { LevelMark } from '../ui/level-mark.tsx'
import { directorStore, showScenario } from './director.ts'
import { nextOf, type Tour, tourProgress } from './tour.ts'
import { useNow } from './use-now.ts'

/**
 * The frames to show: a window of `count` around the current one, never running past either end.
 *
 * @param all scenario ids in the order of the strip
 */
export function stripWindow(
  all: readonly string[],
  current: string | null,
  count: number,
): readonly string[] {
  const at = current === null ? 0 : Math.max(all.indexOf(current), 0)
  const from = Math.max(0, Math.min(at - Math.floor((count - 1) / 2), all.length - count))
  return all.slice(from, from + count)
}

/** The scenarios of the tour, or of the current category, as a strip (胶片条); a running tour shows what comes next. */
export function FilmStrip({
  scenario,
  frames,
}: {
  readonly scenario: Scenario
  readonly frames: number
}): ReactElement {
  const language = useLanguage()
  const scenarios = useStore(catalogStore, (state) => state.scenarios)
  const tour = useStore(directorStore, (state) => state.tour)
  const nowMs = useNow(1000)
  const ids =
    tour?.scenarios ??
    [...scenarios.values()]
      .filter(
        ({ id, category, audience }) =>
          category === scenario.category && (audience.includes('wall') || id === scenario.id),
      )
      .map(({ id }) => id)
  const progress = tour === null ? null : tourProgress(tour, nowMs)
  const next = tour === null ? null : nextOf(tour, scenario.id)
  const announced = progress?.announce === true
  return (
    <div className="strip" data-tour={tour === null ? 'off' : tour.hold === null ? 'on' : 'held'}>
      <ol className="strip-frames">
        {stripWindow(ids, scenario.id, frames).map((id) => {
          const frame = scenarios.get(id)
          if (frame === undefined) return null
          const name = nameOf(frame, language)
          const isNext = id === next && id !== scenario.id && announced
          return (
            <li key={id}>
              <button
                type="button"
                className="frame"
                style={{ '--accent': `var(--accent-${frame.category})` }}
                aria-current={id === scenario.id ? 'true' : undefined}
                data-next={isNext ? 'true' : undefined}
                title={name}
                onClick={() => showScenario(id)}
              >
                <span className="frame-name">{name}</span>
                {id === scenario.id && progress !== null ? (
                  <span className="frame-time" style={{ transform: `scaleX(${progress.ratio})` }} />
                ) : null}
              </button>
            </li>
          )
        })}
      </ol>
      {tour === null ? null : (
        <TourLine
          tour={tour}
          coming={next === null ? undefined : scenarios.get(next)}
          announced={announced}
          leftMs={progress?.leftMs ?? 0}
        />
      )}
    </div>
  )
}

function TourLine({
  tour,
  coming,
  announced,
  leftMs,
}: {
  readonly tour: Tour
  readonly coming: Scenario | undefined
  readonly announced: boolean
  readonly leftMs: number
}): ReactElement {
  const text = useText()
  const language = useLanguage()
  if (tour.hold !== null) return <HeldLine hold={tour.hold} />
  return (
    <p className="strip-line" aria-live={announced ? 'polite' : 'off'}>
      <span>{announced ? text.tourNext : text.tour}</span>
      {announced && coming !== undefined ? <b>{nameOf(coming, language)}</b> : null}
      <span className="figures">{text.tourIn(Math.ceil(leftMs / 1000))}</span>
    </p>
  )
}

function HeldLine({ hold }: { readonly hold: NonNullable<Tour['hold']> }): ReactElement {
  const text = useText()
  const language = useLanguage()
  const { indicators } = useStore(catalogStore)
  const { alarm } = hold
  const definition = indicators.get(alarm.indicator)
  const what = definition === undefined ? alarm.indicator : nameOf(definition, language)
  return (
    <p className="strip-line" role="status">
      <LevelMark level={alarm.level} />
      <span title={text.tourHeld(what)}>{text.tourHeld(what)}</span>
    </p>
  )
}
