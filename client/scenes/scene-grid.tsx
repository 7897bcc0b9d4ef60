import { type CSSProperties, lazy, type ReactElement, Suspense } from 'react'
import { useStore } from 'zustand'
import { DISTRICT } from '../../protocol/place/place.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { ErrorBoundary } from '../app/error-boundary.tsx'
import { patiently } from '../app/patient-import.ts'
import { useLanguage, useText } from '../i18n/text.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { sceneStore } from '../stores/scene.ts'
import { IndicatorNumber } from '../ui/indicator-number.tsx'
import { type Block, type ColumnPlan, NO_COLUMN, wallPlan } from './column-plan.ts'
import { ribbonSpans, type WallLayout } from './layout.ts'
import { panelWeight } from './placement.ts'
import type { Bezel, Span } from './seams.ts'
import { useNow } from './use-now.ts'

const PanelView = lazy(() =>
  patiently(() => import('../panels/panel-view.tsx')).then(({ PanelView }) => ({
    default: PanelView,
  })),
)

type SceneProps = {
  readonly scenario: Scenario
  readonly layout: WallLayout
  readonly bezel: Bezel | null
}

/** A scenario's numbers and panels on the wings, as its composition places them. */
export function SceneGrid({ scenario, layout, bezel }: SceneProps): ReactElement {
  const text = useText()
  const weights = scenario.panels.map(panelWeight)
  const { columns, blocks } = wallPlan(
    weights,
    scenario.headline.length,
    layout,
    scenario.composition,
  )
  const topU = layout.parts[0]?.from ?? 0
  const column = (at: number): ReactElement => (
    <Column
      key={at}
      plan={columns[at] ?? NO_COLUMN}
      span={layout.columns[at % layout.columns.length] ?? NO_SPAN}
      topU={topU}
      scenario={scenario}
      weights={weights}
    />
  )
  // Right of the map alone, or on both sides: the first columns stand left.
  const left = layout.wings === 1 ? 0 : layout.columns.length
  const right = Array.from({ length: columns.length - left }, (_, at) => column(left + at))
  const over = (wing: Block['wing']): ReactElement[] =>
    blocks
      .filter((block) => block.wing === wing)
      .map((block) => (
        <BlockView
          key={'panel' in block.holds ? block.holds.panel : 'numbers'}
          block={block}
          topU={wing === 'corner' ? 0 : topU}
          scenario={scenario}
        />
      ))
  const corner = over('corner')
  return (
    <>
      {layout.headline === 'column' ? null : (
        <div className="ribbon" key={`ribbon ${scenario.id}`}>
          <Ribbon scenario={scenario} layout={layout} bezel={bezel} />
        </div>
      )}
      {left === 0 ? null : (
        <section className="wing wing-left" aria-label={text.wingLeft} key={`left ${scenario.id}`}>
          {Array.from({ length: left }, (_, at) => column(at))}
          {over('left')}
        </section>
      )}
      {right.length === 0 ? null : (
        <section
          className="wing wing-right"
          aria-label={text.wingRight}
          key={`right ${scenario.id}`}
        >
          {right}
          {over(layout.wings === 2 ? 'right' : 'left')}
        </section>
      )}
      {corner.length === 0 ? null : (
        <section className="corner" aria-label={text.wingRight} key={`corner ${scenario.id}`}>
          {corner}
        </section>
      )}
    </>
  )
}

type BlockProps = {
  readonly block: Block
  readonly topU: number
  readonly scenario: Scenario
}

/** What stands over several columns: a wide panel, or the numbers beside each other. */
function BlockView({ block, topU, scenario }: BlockProps): ReactElement {
  const { across, down, holds } = block
  const place = {
    '--from': across.from,
    '--width': across.to - across.from,
    top: `calc(var(--u) * ${down.from - topU})`,
    height: `calc(var(--u) * ${down.to - down.from})`,
  }
  return (
    <div className="block" style={place}>
      {'panel' in holds ? (
        <PanelSlot scenario={scenario} index={holds.panel} weight={1} />
      ) : (
        <div className="number-block" style={{ '--per-row': holds.perRow }}>
          <Headline indicators={scenario.headline} />
        </div>
      )}
    </div>
  )
}

type ColumnProps = {
  readonly plan: ColumnPlan
  readonly span: Span
  /** Where the wing begins. */
  readonly topU: number
  readonly scenario: Scenario
  readonly weights: readonly number[]
}

const NO_SPAN: Span = { from: 0, to: 0 }

/** One column: its numbers, and its panels, page after page where they do not all fit. */
function Column({ plan, span, topU, scenario, weights }: ColumnProps): ReactElement {
  const { pages, numbers } = plan
  const page = usePage(pages.length)
  const shown = pages[page] ?? []
  const box = ({ from, to }: Span): CSSProperties => ({
    top: `calc(var(--u) * ${from - topU})`,
    height: `calc(var(--u) * ${to - from})`,
  })
  return (
    <div className="column" style={{ '--from': span.from, '--width': span.to - span.from }}>
      {numbers.map(({ span: part, from, to }) => (
        <div className="part" key={`numbers ${from}`} style={box(part)}>
          <Headline indicators={scenario.headline.slice(from, to)} />
        </div>
      ))}
      {plan.parts.map((part, at) => (
        <div className="part" key={part.from} style={box(part)}>
          {(shown[at] ?? []).map((index) => (
            <PanelSlot key={index} scenario={scenario} index={index} weight={weights[index] ?? 1} />
          ))}
        </div>
      ))}
      {pages.length < 2 ? null : <PageNote page={page} pages={pages} />}
    </div>
  )
}

/** How long a page of panels stands, ms: long enough to be read from the first word to the last. */
const PAGE_MS = 15_000

/** The page on show: by the server's time, so that all screens of a wall turn over together. */
function usePage(pages: number): number {
  const nowMs = useNow(pages < 2 ? 3_600_000 : 1_000)
  return pages < 2 ? 0 : Math.floor(nowMs / PAGE_MS) % pages
}

/** Says that there is more than what stands here, and that it comes by itself. */
function PageNote({
  page,
  pages,
}: {
  readonly page: number
  readonly pages: ColumnPlan['pages']
}): ReactElement {
  const text = useText()
  const count = (parts: readonly (readonly number[])[]): number =>
    parts.reduce((sum, part) => sum + part.length, 0)
  const all = pages.reduce((sum, parts) => sum + count(parts), 0)
  return (
    <p className="page-note" data-zone="read">
      {text.panelsInTurn(all - count(pages[page] ?? []))}{' '}
      <span className="figures">{`${page + 1}/${pages.length}`}</span>
    </p>
  )
}

function Ribbon({ scenario, layout, bezel }: SceneProps): ReactElement {
  const { headline } = scenario
  const rows = Math.ceil(headline.length / layout.perRow)
  const perRow = Math.ceil(headline.length / Math.max(1, rows))
  return (
    <>
      {Array.from({ length: rows }, (_, row) => {
        const indicators = headline.slice(row * perRow, (row + 1) * perRow)
        return (
          <Headline
            key={indicators[0]}
            indicators={indicators}
            spans={ribbonSpans(indicators.length, layout, bezel)}
            row={row}
          />
        )
      })}
    </>
  )
}

type HeadlineProps = {
  readonly indicators: readonly string[]
  /** Where each number stands in the band; left out in a column. */
  readonly spans?: readonly Span[]
  readonly row?: number
}

function Headline({ indicators, spans, row = 0 }: HeadlineProps): ReactElement {
  const text = useText()
  return (
    <ul className="headline" aria-label={text.headline} style={{ '--row': row }}>
      {indicators.map((indicator, at) => {
        const span = spans?.[at]
        return (
          <HeadlineNumber
            key={indicator}
            indicator={indicator}
            style={
              span === undefined ? {} : { '--from': span.from, '--width': span.to - span.from }
            }
          />
        )
      })}
    </ul>
  )
}

/** The selected town's number; the district's, and says so, where the indicator knows no towns. */
function HeadlineNumber({
  indicator,
  style,
}: {
  readonly indicator: string
  readonly style: CSSProperties
}): ReactElement {
  const text = useText()
  const town = useStore(sceneStore, (state) => state.town)
  const ofTown = useStore(
    indicatorStore,
    (state) => town !== null && state.placesOf.get(indicator)?.includes(town) === true,
  )
  const place = town !== null && ofTown ? town : DISTRICT
  return (
    <li style={style}>
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
            <h2 data-zone="scan">{title}</h2>
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
