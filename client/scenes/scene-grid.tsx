import { lazy, type ReactElement, Suspense } from 'react'
import { useStore } from 'zustand'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { ErrorBoundary } from '../app/error-boundary.tsx'
import { patiently } from '../app/patient-import.ts'
import { useLanguage, useText } from '../i18n/text.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { sceneStore } from '../stores/scene.ts'
import { IndicatorNumber } from '../ui/indicator-number.tsx'
import {
  distribute,
  HEADLINE_WEIGHT,
  panelWeight,
  ribbonColumns,
  type WallLayout,
} from './layout.ts'

const PanelView = lazy(() =>
  patiently(() => import('../panels/panel-view.tsx')).then(({ PanelView }) => ({
    default: PanelView,
  })),
)

type SceneProps = { readonly scenario: Scenario; readonly layout: WallLayout }

/** A scenario's numbers and panels on the two wings, in the order of its file. */
export function SceneGrid({ scenario, layout }: SceneProps): ReactElement {
  const text = useText()
  const inColumn = layout.headline === 'column'
  const wings = layout.shape === '9:16' ? 1 : 2
  const columns = layout.columnsPerWing * wings
  const reserved = Array.from({ length: columns }, (_, column) =>
    inColumn && column === 0 ? scenario.headline.length * HEADLINE_WEIGHT : 0,
  )
  const weights = scenario.panels.map(panelWeight)
  const placed = distribute(weights, reserved)
  const column = (at: number): ReactElement => (
    <div className="column" key={at}>
      {inColumn && at === 0 ? <Headline scenario={scenario} /> : null}
      {(placed[at] ?? []).map((index) => (
        <PanelSlot key={index} scenario={scenario} index={index} weight={weights[index] ?? 1} />
      ))}
    </div>
  )
  const leftColumns = wings === 1 ? columns : layout.columnsPerWing
  return (
    <>
      {inColumn ? null : (
        <div
          className="ribbon"
          key={`ribbon ${scenario.id}`}
          style={{ '--ribbon-columns': ribbonColumns(scenario.headline.length, layout) }}
        >
          <Headline scenario={scenario} />
        </div>
      )}
      <section className="wing wing-left" aria-label={text.wingLeft} key={`left ${scenario.id}`}>
        {Array.from({ length: leftColumns }, (_, at) => column(at))}
      </section>
      {wings === 1 ? null : (
        <section
          className="wing wing-right"
          aria-label={text.wingRight}
          key={`right ${scenario.id}`}
        >
          {Array.from({ length: layout.columnsPerWing }, (_, at) => column(leftColumns + at))}
        </section>
      )}
    </>
  )
}

function Headline({ scenario }: { readonly scenario: Scenario }): ReactElement {
  const text = useText()
  return (
    <ul className="headline" aria-label={text.headline}>
      {scenario.headline.map((indicator) => (
        <HeadlineNumber key={indicator} indicator={indicator} />
      ))}
    </ul>
  )
}

/** The selected town's number; the district's, and says so, where the indicator knows no towns. */
function HeadlineNumber({ indicator }: { readonly indicator: string }): ReactElement {
  const text = useText()
  const town = useStore(sceneStore, (state) => state.town)
  const ofTown = useStore(
    indicatorStore,
    (state) => town !== null && state.placesOf.get(indicator)?.includes(town) === true,
  )
  const place = town !== null && ofTown ? town : DISTRICT
  return (
    <li>
      <IndicatorNumber indicator={indicator} place={place} size="headline" />
      {town !== null && !ofTown ? <span className="headline-scope">{text.district}</span> : null}
    </li>
  )
}

function PanelSlot({
  scenario,
  index,
  weight,
}: {
  readonly scenario: Scenario
  readonly index: number
  readonly weight: number
}): ReactElement | null {
  const text = useText()
  const language = useLanguage()
  const panel = scenario.panels[index]
  if (panel === undefined) return null
  const title = language === 'zh' ? panel.title_zh : panel.title_en
  return (
    <div className="slot" style={{ flexGrow: weight }}>
      <ErrorBoundary
        name={`${scenario.id} ${title}`}
        resetKey={scenario.id}
        retryAfterMs={15_000}
        fallback={(retry) => (
          <section className="slot-broken" data-panel={index} aria-label={title}>
            <h2>{title}</h2>
            <p>
              {text.brokenPanel}{' '}
              <button type="button" onClick={retry}>
                {text.retry}
              </button>
            </p>
          </section>
        )}
      >
        <Suspense fallback={null}>
          <PanelView panel={panel} scenario={scenario} index={index} />
        </Suspense>
      </ErrorBoundary>
    </div>
  )
}
