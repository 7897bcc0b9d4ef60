import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { WallCommand } from '../../protocol/stream/events.ts'
import { tourPlanOf } from '../../protocol/wall/tour-plan.ts'
import { loadCatalog, loadPlaces } from '../data/catalog.ts'
import { stageHealth } from '../map/stage-health.ts'
import {
  directorStore,
  follow,
  obey,
  runDirector,
  showCommanded,
  showScenario,
  wallScenarios,
} from '../scenes/director.ts'
import { startReplay, stopReplay } from '../scenes/replay.ts'
import { replayTopics, topicsOf } from '../scenes/topics.ts'
import { ownPart, partText } from '../scenes/wall-part.ts'
import { WEATHER } from '../scenes/weather.tsx'
import {
  connect,
  disconnect,
  onCatalog,
  onWall,
  sendWallReport,
  setTopics,
} from '../socket/connection.ts'
import type { WallEvent } from '../socket/stream.ts'
import { catalogStore } from '../stores/catalog.ts'
import { connectionStore, serverNowMs } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { isTrial, tellSwap, watchBuild } from './build-watch.ts'
import { healed } from './heals.ts'
import { keptSeq, rememberSeq, wanted } from './kept-commands.ts'
import { keepPicture, mindPicture } from './kept-picture.ts'
import { keepForOffline } from './offline.ts'
import { keepAlive } from './page-life.ts'
import { markReady, markSimulated, whenReady } from './ready.ts'
import { reportScreen } from './screen-report.ts'

/** Everything of the wall that goes on behind the picture: link, commands, topics, reports, readiness. */
export function useWallLink(wallId: string): void {
  useFirstScenario()
  useCommands(wallId)
  useTopics(wallId)
  useEffect(() => {
    connect()
    return disconnect
  }, [])
  useEffect(() => runDirector(), [])
  useEffect(() => markReady(), [])
  useEffect(() => markSimulated(), [])
  useSelfCare(wallId)
  useEffect(
    () =>
      onCatalog(() => {
        Promise.all([loadCatalog(), loadPlaces()]).catch((problem: unknown) =>
          console.warn('the changed catalog could not be loaded yet', problem),
        )
      }),
    [],
  )
}

/** A screen that nobody stands at says how it is, and mends what can be mended. A page on trial does neither. */
function useSelfCare(wallId: string): void {
  useEffect(() => {
    if (isTrial()) return
    const place = placeOf(wallId)
    const drawn = whenReady()
    const stops = [
      reportScreen(sendWallReport),
      keepAlive(place, drawn),
      noteMapHeals(),
      noteLateStart(drawn),
      mindPicture(place, ({ scenario }) => {
        const asked = new URLSearchParams(window.location.search).has('scenario')
        if (!asked && scenario !== null) showCommanded(scenario, serverNowMs())
      }),
      watchBuild({
        mayReload: () => sceneStore.getState().mode === 'normal',
        onLinkBack: (listener) =>
          connectionStore.subscribe((now, before) => {
            if (now.link.state === 'live' && before.link.state !== 'live') listener()
          }),
        beforeReload: () => keepPicture(place),
      }),
    ]
    void keepForOffline(drawn)
    void tellSwap(drawn)
    return () => {
      for (const stop of stops) stop()
    }
  }, [wallId])
}

/** The map's context was lost and a picture stands again. */
function noteMapHeals(): () => void {
  return stageHealth.subscribe((now, before) => {
    if (before.lostAtMs !== null && now.lostAtMs === null)
      healed('webgl', before.lostAtMs, Date.now())
  })
}

/** The page opened while the server was away, and it is there now. */
function noteLateStart(drawn: Promise<unknown>): () => void {
  const openedAtMs = Date.now()
  let wasLost = false
  const stop = connectionStore.subscribe(({ link }) => {
    if (link.state === 'lost') wasLost = true
    if (link.state !== 'live') return
    stop()
    if (wasLost) void drawn.then(() => healed('start', openedAtMs, Date.now()))
  })
  return stop
}

/** What this browser keeps, it keeps for its wall, or for its part of it. */
function placeOf(wallId: string): string {
  const part = ownPart()
  return part === null ? wallId : `${wallId} ${partText(part)}`
}

/** `?scenario=` when it is there, otherwise the first scenario meant for a wall. */
function useFirstScenario(): void {
  const version = useStore(catalogStore, (state) => state.catalog?.version)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed catalog may have lost the scenario
  useEffect(() => {
    const { scenario } = sceneStore.getState()
    if (scenario !== null && catalogStore.getState().scenarios.has(scenario)) return
    const asked = new URLSearchParams(window.location.search).get('scenario')
    const first = wallScenarios()[0]?.id
    if (asked !== null) showScenario(asked)
    else if (first !== undefined) showCommanded(first, serverNowMs())
  }, [version])
}

function useCommands(wallId: string): void {
  useEffect(() => {
    const asked = new URLSearchParams(window.location.search).has('scenario')
    const place = placeOf(wallId)
    let first = true
    const replay = { start: startReplay, stop: stopReplay }
    return onWall((state) => {
      if (state.wall !== wallId) return
      const commands = wanted(state, {
        first,
        asked,
        applied: directorStore.getState().applied,
        kept: keptSeq(place),
      })
      first = false
      for (const command of commands) {
        const time = state.times?.[state.commands.indexOf(command)]
        obey(command, replay, time === undefined ? serverNowMs() : Date.parse(time))
      }
      followTour(state, commands)
      directorStore.setState({ applied: state.seq })
      if (!isTrial()) rememberSeq(place, state.seq)
    })
  }, [wallId])
}

/** The server's tour is followed once it was commanded here, until something else is chosen at this page. */
function followTour(state: WallEvent, carriedOut: readonly WallCommand[]): void {
  const begins = carriedOut.some(({ command }) => TOURING.includes(command))
  if (!begins && directorStore.getState().led === null) return
  follow(tourPlanOf(state.commands), state.tour ?? null)
}

const TOURING: readonly WallCommand['command'][] = ['show', 'tour', 'preset']

function useTopics(wallId: string): void {
  const scenario = useStore(sceneStore, (state) => state.scenario)
  const indicators = useStore(catalogStore, (state) => state.indicators)
  const replaying = useStore(connectionStore, (state) => state.link.state === 'replay')
  useEffect(() => {
    const header = WEATHER.map(({ id }) => id).filter((id) => indicators.has(id))
    setTopics(replaying ? replayTopics(wallId) : topicsOf(wallId, scenario, header))
  }, [wallId, scenario, indicators, replaying])
}
