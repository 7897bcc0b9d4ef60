import type { WallReport } from '../../protocol/stream/events.ts'
import { stageHealth } from '../map/stage-health.ts'
import { directorStore } from '../scenes/director.ts'
import { ownPart, partText } from '../scenes/wall-part.ts'
import { connectionStore } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { ownBuild } from './build-watch.ts'
import { faultStore } from './faults.ts'
import { healsTold, onHeal, untoldHeals } from './heals.ts'

/** The server calls a screen silent after nine seconds. */
const REPORT_EVERY_MS = 4_000
/** Names this load of the page. */
const PAGE = [...crypto.getRandomValues(new Uint32Array(2))].join('-')
const SAMPLE_MS = 1_000

/** Parts and heals that one report names. */
const MOST_TOLD = 50

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
  const { wall, scenario, mode, town, focus } = sceneStore.getState()
  const part = ownPart()
  const { map } = stageHealth.getState()
  const broken = [...faultStore.getState().broken.keys()]
  const heals = untoldHeals()
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
    part: part === null ? null : partText(part),
    page: PAGE,
    town,
    focus:
      focus === null
        ? null
        : { position: [focus.position[0], focus.position[1]], zoom: focus.zoom },
    ...(map === 'starting' ? {} : { map }),
    ...(broken.length === 0 ? {} : { broken: broken.slice(0, MOST_TOLD) }),
    ...(heals.length === 0 ? {} : { heals: heals.slice(0, MOST_TOLD) }),
  }
}

type Send = (report: WallReport, onTaken?: () => void) => void

/** Tells the server what this screen shows: at once after a change, otherwise every four seconds. */
export function reportScreen(send: Send): () => void {
  let fps: number | null = null
  let stopSample: () => void = () => {}
  const report = (): void => {
    const said = reportNow(fps)
    send(said, () => healsTold(said.heals ?? []))
  }
  const round = (): void => {
    stopSample()
    // A page in the background draws nothing and says so all the same.
    report()
    stopSample = sampleFps((measured) => {
      fps = measured
    })
  }
  const leave = (): void => send({ ...reportNow(fps), leaving: true })
  const timer = setInterval(round, REPORT_EVERY_MS)
  round()
  // Early enough to be sent; `pagehide` comes when the socket is as good as closed.
  window.addEventListener('beforeunload', leave)
  const stops = [
    sceneStore.subscribe((now, before) => {
      const changed = SHOWN.some((key) => now[key] !== before[key])
      if (changed) report()
    }),
    directorStore.subscribe((now, before) => {
      if (now.applied !== before.applied) report()
    }),
    connectionStore.subscribe((now, before) => {
      if (now.link.state !== before.link.state) report()
    }),
    stageHealth.subscribe(report),
    faultStore.subscribe(report),
    onHeal(report),
  ]
  return () => {
    clearInterval(timer)
    stopSample()
    window.removeEventListener('beforeunload', leave)
    for (const stop of stops) stop()
  }
}

const SHOWN = ['scenario', 'mode', 'town', 'focus'] as const
