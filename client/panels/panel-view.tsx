import { type ReactElement, useMemo, useState, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { Panel, Scenario } from '../../protocol/scenario/scenario.ts'
import type { ChartSource } from '../charts/e-chart.tsx'
import { EChart } from '../charts/e-chart.tsx'
import type { CanvasChart, Chart } from '../charts/model.ts'
import { history } from '../data/history.ts'
import { sceneStore } from '../stores/scene.ts'
import { WINDOW_NAMES } from '../ui/format.ts'
import { LevelMark } from '../ui/level-mark.tsx'
import { LEVEL_WORDS } from '../ui/level-words.ts'
import { ScanText } from '../ui/scan-text.tsx'
import { screenNowMs } from '../ui/screen-clock.ts'
import { StaleBadge } from '../ui/stale-badge.tsx'
import { tableOf } from './chart-table.ts'
import { DataTable } from './data-table.tsx'
import { EventsPanel } from './events/events-panel.tsx'
import { FunnelPanel } from './funnel/funnel-panel.tsx'
import { KpiPanel } from './kpi-grid/kpi-panel.tsx'
import { createPanelModel, type PanelFrame, type PanelModel } from './model.ts'
import './panel.css'
import { RankPanel } from './rank/rank-panel.tsx'
import { TablePanel } from './table/table-panel.tsx'
import { useRoom } from './use-room.ts'

/** Height under which a panel is low, in design units. */
const LOW_UNITS = 250

export type PanelViewProps = {
  readonly panel: Panel
  readonly scenario: Scenario
  /** Its place in the scenario's file; `data-panel` on the page. */
  readonly index: number
}

/**
 * One panel of a scenario: title, window and unit, what the numbers are, the chart, and on request the table
 * behind it. Loading, empty, failed and stale each have their look.
 */
export function PanelView({ panel, scenario, index }: PanelViewProps): ReactElement {
  const model = useMemo(() => createPanelModel(panel, scenario), [panel, scenario])
  const frame = useSyncExternalStore(model.subscribe, model.frame)
  const language = useStore(sceneStore, (state) => state.language)
  const [asTable, setAsTable] = useState(false)
  const zh = language === 'zh'
  const title = zh ? panel.title_zh : panel.title_en
  const toggle = (): void => setAsTable((on) => !on)
  const span = frame.span === '' ? WINDOW_NAMES[panel.window][language] : frame.span
  const aside = [span, frame.unit].filter((part) => part !== '')
  const ready = frame.status === 'ready'
  const [section, room] = useRoom<HTMLElement>()
  // A low panel has no line to spare: the note moves up beside the title.
  const low = room.height > 0 && room.height < LOW_UNITS
  const note =
    frame.note === '' && frame.staleMs === null ? null : (
      <p className="panel-note" title={frame.note}>
        {frame.note}
        {frame.staleMs === null ? null : <StaleBadge ageMs={frame.staleMs} language={language} />}
      </p>
    )
  return (
    <section
      ref={section}
      className={low ? 'panel is-low' : 'panel'}
      data-panel={index}
      data-state={frame.status}
      aria-label={title}
    >
      <header className="panel-head">
        <h2 className="panel-title" data-zone="scan" title={title}>
          <ScanText text={title} />
        </h2>
        {frame.level === null ? null : (
          <span className="panel-level" style={{ color: `var(--level-${frame.level})` }}>
            <LevelMark level={frame.level} /> {LEVEL_WORDS[frame.level][language]}
          </span>
        )}
        {low ? note : null}
        <span className="panel-aside">{aside.join(' · ')}</span>
        <button
          type="button"
          className="panel-table-button"
          aria-pressed={asTable}
          title={zh ? '表格' : 'Table'}
          disabled={!ready}
          onClick={toggle}
        >
          {zh ? '表' : 'T'}
        </button>
      </header>
      {low ? null : note}
      <p className="for-readers">{frame.summary}</p>
      <div className={frame.staleMs === null ? 'panel-body' : 'panel-body is-stale'}>
        {ready ? (
          <ChartBody
            model={model}
            frame={frame}
            asTable={asTable}
            title={title}
            language={language}
          />
        ) : (
          <PanelState frame={frame} language={language} />
        )}
      </div>
    </section>
  )
}

const PAGE_KINDS: ReadonlySet<Chart['kind']> = new Set(['rank', 'kpi', 'table', 'funnel', 'events'])

const isCanvas = (chart: Chart | null): chart is CanvasChart =>
  chart !== null && !PAGE_KINDS.has(chart.kind)

type ChartBodyProps = {
  readonly model: PanelModel
  readonly frame: PanelFrame
  readonly asTable: boolean
  readonly title: string
  readonly language: 'zh' | 'en'
}

function ChartBody({ model, frame, asTable, title, language }: ChartBodyProps): ReactElement {
  const source = useMemo<ChartSource>(
    () => ({
      chart: () => {
        const chart = model.chart()
        return isCanvas(chart) ? chart : null
      },
      subscribe: model.subscribe,
    }),
    [model],
  )
  if (asTable) return <LiveTable model={model} title={title} language={language} />
  if (frame.kind !== null && !PAGE_KINDS.has(frame.kind)) {
    return <EChart source={source} summary={frame.summary} />
  }
  return <PageChart model={model} language={language} />
}

function LiveTable({
  model,
  title,
  language,
}: Pick<ChartBodyProps, 'model' | 'title' | 'language'>): ReactElement | null {
  const chart = useSyncExternalStore(model.subscribe, model.chart)
  if (chart === null) return null
  return <DataTable table={tableOf(chart, screenNowMs(), language)} name={title} />
}

function PageChart({
  model,
  language,
}: Pick<ChartBodyProps, 'model' | 'language'>): ReactElement | null {
  const chart = useSyncExternalStore(model.subscribe, model.chart)
  switch (chart?.kind) {
    case 'rank':
      return <RankPanel chart={chart} language={language} />
    case 'kpi':
      return <KpiPanel chart={chart} />
    case 'table':
      return <TablePanel chart={chart} language={language} />
    case 'funnel':
      return <FunnelPanel chart={chart} language={language} />
    case 'events':
      return <EventsPanel chart={chart} language={language} />
    default:
      return null
  }
}

function PanelState({
  frame,
  language,
}: {
  readonly frame: PanelFrame
  readonly language: 'zh' | 'en'
}): ReactElement {
  const zh = language === 'zh'
  if (frame.status === 'loading') {
    return <p className="panel-state is-loading">{zh ? '正在取数' : 'Loading'}</p>
  }
  if (frame.status === 'error') {
    return (
      <p className="panel-state" role="alert">
        {zh ? '历史数据未能取得,正在重试' : 'The past could not be fetched; trying again'}{' '}
        <button type="button" onClick={() => history.refresh()}>
          {zh ? '立即重试' : 'Try now'}
        </button>
      </p>
    )
  }
  return (
    <p className="panel-state">
      <svg className="panel-state-sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <circle cx="12" cy="12" r="9" />
        <path d="M8 12h8" />
      </svg>
      {frame.why}
    </p>
  )
}
