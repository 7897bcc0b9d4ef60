import type { ECharts } from 'echarts/core'
import { type ReactElement, useEffect, useRef } from 'react'
import { sceneStore } from '../stores/scene.ts'
import { tellDrawnTexts } from '../ui/drawn-text.ts'
import { DAY, NIGHT } from '../ui/theme.ts'
import { buildOption } from './build-option.ts'
import { changedParts } from './changed-parts.ts'
import { chartTexts } from './drawn-text.ts'
import { init } from './echarts.ts'
import { loadChartFonts } from './fonts.ts'
import type { ChartOption } from './look.ts'
import type { CanvasChart } from './model.ts'
import { chartScheduler } from './scheduler.ts'

/** Where a canvas gets its chart from; it lives outside of React, so that live values render nothing again. */
export type ChartSource = {
  readonly chart: () => CanvasChart | null
  readonly subscribe: (listener: () => void) => () => void
}

type EChartProps = {
  readonly source: ChartSource
  /** Accessible name: what the picture says, in a sentence. */
  readonly summary: string
}

/**
 * Owns one ECharts instance: made when it first comes into view, kept to the size of its box, told only what changed,
 * at most a few charts a frame, and disposed of with its box.
 */
export function EChart({ source, summary }: EChartProps): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = box.current
    return element === null ? undefined : mountChart(element, source)
  }, [source])
  return <div ref={box} className="chart-canvas" role="img" aria-label={summary} />
}

/** @returns a function that ends everything it began */
function mountChart(element: HTMLElement, source: ChartSource): () => void {
  let chart: ECharts | null = null
  let drawn: { option: ChartOption; theme: string; width: number; height: number } | null = null
  let visible = false
  let disposed = false

  function draw(): void {
    const model = source.chart()
    if (disposed || !visible || model === null) return
    const widthPx = element.clientWidth
    const heightPx = element.clientHeight
    if (widthPx < 20 || heightPx < 20) return
    const { theme, unitPx, language } = sceneStore.getState()
    const tokens = theme === 'night' ? NIGHT : DAY
    const option = buildOption(model, { theme: tokens, unitPx, widthPx, heightPx, language })
    if (chart !== null && drawn?.theme !== theme) {
      chart.dispose()
      chart = null
      drawn = null
    }
    if (chart === null) {
      chart = init(element, theme, { renderer: 'canvas', width: widthPx, height: heightPx })
    } else if (drawn !== null && (drawn.width !== widthPx || drawn.height !== heightPx)) {
      chart.resize({ width: widthPx, height: heightPx, silent: true })
    }
    const parts = drawn === null ? null : changedParts(drawn.option, option)
    if (parts === null) chart.setOption(option, { notMerge: true, lazyUpdate: true })
    else if (Object.keys(parts).length > 0) chart.setOption(parts, { lazyUpdate: true })
    drawn = { option, theme, width: widthPx, height: heightPx }
    void loadChartFonts(option).then((came) => {
      // Canvas text drawn before its face was there keeps the wrong one until it is drawn again.
      if (!came || disposed || chart === null) return
      drawn = null
      request()
    })
  }

  const request = (): void => chartScheduler.request(draw)
  const sizes = new ResizeObserver(request)
  const views = new IntersectionObserver((entries) => {
    visible = entries.at(-1)?.isIntersecting ?? false
    if (visible) request()
  })
  sizes.observe(element)
  views.observe(element)
  const stops = [
    source.subscribe(request),
    tellDrawnTexts(() => (chart === null ? [] : chartTexts(chart, element))),
    sceneStore.subscribe((state, before) => {
      if (state.theme !== before.theme || state.unitPx !== before.unitPx) request()
    }),
  ]
  return () => {
    disposed = true
    chartScheduler.cancel(draw)
    sizes.disconnect()
    views.disconnect()
    for (const stop of stops) stop()
    chart?.dispose()
    chart = null
  }
}
