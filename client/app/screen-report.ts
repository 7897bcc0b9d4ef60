import type { WallReport } from '../../protocol/stream/events.ts'
import { directorStore } from '../scenes/director.ts'
import { connectionStore } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { ownBuild } from './build-watch.ts'

const REPORT_EVERY_MS = 10_000
const SAMPLE_MS = 1_000

/** Frames drawn in one second, by asking for frames that long. */
function sampleFps(done: (fps: number) => void): () => void {
  let frames = 0
  let from: number | null = null
  let request = requestAnimationFrame(function count(now) {
    from ??= now
    if (now - from >= SAMPLE_MS) return done((frames * 1000) / (now - from))
    frames++
    request = requestAnimationFrame(count)
  })
  return () => cancelAnimationFrame(request)
}

/** Only Chromium tells; null elsewhere. */
function memoryMb(): number | null {
  const memory: unknown = Reflect.get(performance, 'memory')
  if (typeof memory !== 'object' || memory === null) return null
  const used: unknown = Reflect.get(memory, 'usedJSHeapSize')
  return typeof used === 'number' ? Math.round(used / 1_048_576) : null
}

function reportNow(fps: number | null): WallReport {
  const { wall, scenario, mode } = sceneStore.getState()
  const { link, clockOffsetMs } = connectionStore.getState()
  return {
    wall,
    scenario,
    mode,
    link: link.state === 'live' || link.state === 'replay' ? link.state : 'lost',
    widthPx: window.innerWidth,
    heightPx: window.innerHeight,
    fps: fps === null ? null : Math.round(fps * 10) / 10,
    memoryMb: memoryMb(),
    build: ownBuild(),
    clockOffsetMs: Math.round(clockOffsetMs),
    applied: directorStore.getState().applied,
  }
}

/** Tells the server what this screen shows: at once after a change, otherwise every ten seconds. */
export function reportScreen(send: (report: WallReport) => void): () => void {
  let fps: number | null = null
  let stopSample: () => void = () => {}
  const report = (): void => send(reportNow(fps))
  const round = (): void => {
    stopSample()
    stopSample = sampleFps((measured) => {
      fps = measured
      report()
    })
  }
  const timer = setInterval(round, REPORT_EVERY_MS)
  round()
  report()
  const stopScene = sceneStore.subscribe((now, before) => {
    if (now.scenario !== before.scenario || now.mode !== before.mode) report()
  })
  const stopDirector = directorStore.subscribe((now, before) => {
    if (now.applied !== before.applied) report()
  })
  const stopLink = connectionStore.subscribe((now, before) => {
    if (now.link.state !== before.link.state) report()
  })
  return () => {
    clearInterval(timer)
    stopSample()
    stopScene()
    stopDirector()
    stopLink()
  }
}
