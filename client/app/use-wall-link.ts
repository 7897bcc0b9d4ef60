import { useEffect } from 'react'
import { useStore } from 'zustand'
import { loadCatalog, loadPlaces } from '../data/catalog.ts'
import {
  directorStore,
  obey,
  runDirector,
  showScenario,
  wallScenarios,
} from '../scenes/director.ts'
import { startReplay, stopReplay } from '../scenes/replay.ts'
import { replayTopics, topicsOf } from '../scenes/topics.ts'
import { WEATHER } from '../scenes/weather.tsx'
import {
  connect,
  disconnect,
  onCatalog,
  onWall,
  sendWallReport,
  setTopics,
} from '../socket/connection.ts'
import { catalogStore } from '../stores/catalog.ts'
import { connectionStore } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { watchBuild } from './build-watch.ts'
import { keptSeq, rememberSeq, wanted } from './kept-commands.ts'
import { markReady, markSimulated } from './ready.ts'
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
  useEffect(() => reportScreen(sendWallReport), [])
  useEffect(() => markReady(), [])
  useEffect(() => markSimulated(), [])
  useEffect(() => watchBuild(() => sceneStore.getState().mode === 'normal'), [])
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

/** `?scenario=` when it is there, otherwise the first scenario meant for a wall. */
function useFirstScenario(): void {
  const version = useStore(catalogStore, (state) => state.catalog?.version)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed catalog may have lost the scenario
  useEffect(() => {
    const { scenario } = sceneStore.getState()
    if (scenario !== null && catalogStore.getState().scenarios.has(scenario)) return
    const asked = new URLSearchParams(window.location.search).get('scenario')
    const first = asked ?? wallScenarios()[0]?.id
    if (first !== undefined) showScenario(first)
  }, [version])
}

function useCommands(wallId: string): void {
  useEffect(() => {
    const asked = new URLSearchParams(window.location.search).has('scenario')
    let first = true
    const replay = {
      start: (atMs: number, speed: number) => startReplay(atMs, speed),
      stop: () => stopReplay(),
    }
    return onWall((state) => {
      if (state.wall !== wallId) return
      const commands = wanted(state, {
        first,
        asked,
        applied: directorStore.getState().applied,
        kept: keptSeq(wallId),
      })
      first = false
      for (const command of commands) obey(command, replay)
      directorStore.setState({ applied: state.seq })
      rememberSeq(wallId, state.seq)
    })
  }, [wallId])
}

function useTopics(wallId: string): void {
  const scenario = useStore(sceneStore, (state) => state.scenario)
  const indicators = useStore(catalogStore, (state) => state.indicators)
  const replaying = useStore(connectionStore, (state) => state.link.state === 'replay')
  useEffect(() => {
    const header = WEATHER.map(({ id }) => id).filter((id) => indicators.has(id))
    setTopics(replaying ? replayTopics(wallId) : topicsOf(wallId, scenario, header))
  }, [wallId, scenario, indicators, replaying])
}
