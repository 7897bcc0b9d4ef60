import { createStore } from 'zustand/vanilla'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import type { WallCommand } from '../../protocol/stream/events.ts'
import { alarmStore } from '../stores/alarms.ts'
import { catalogStore } from '../stores/catalog.ts'
import { serverNowMs } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import type { parseBezel } from './layout.ts'
import { stepTour, type Tour, type TourEvent } from './tour.ts'

/** What the wall's director (导播) knows beyond the scene itself. */
export type DirectorState = {
  readonly tour: Tour | null
  /** The order an emergency is about, when the command named one. */
  readonly emergencyOrder: string | null
  /** `seq` of the last wall command carried out. */
  readonly applied: number
  /** A scenario that was asked for and is not in the catalog. */
  readonly unknownScenario: string | null
  /** The seams of a wall of screens, as its address gives them (`?bezel=cols,rows,px`). */
  readonly bezel: ReturnType<typeof parseBezel>
}

export const directorStore = createStore<DirectorState>(() => ({
  tour: null,
  emergencyOrder: null,
  applied: 0,
  unknownScenario: null,
  bezel: null,
}))

/** Seconds a scenario stays when a tour is started at the wall itself. */
const LOCAL_TOUR_SECONDS = 30

/** Carries out one tour event and shows what follows from it. */
export function direct(event: TourEvent): void {
  const { tour } = directorStore.getState()
  const { scenario } = sceneStore.getState()
  const before = { scenario, tour }
  const after = stepTour(before, event, serverNowMs())
  if (after.tour !== tour) {
    directorStore.setState({ tour: after.tour })
    sceneStore.setState({ tour: after.tour && publicTour(after.tour) })
  }
  if (after.scenario !== null && after.scenario !== scenario) present(after.scenario)
}

const publicTour = ({ scenarios, seconds, nextAtMs, hold }: Tour) => ({
  scenarios,
  seconds,
  nextAtMs,
  heldBecause: hold === null ? null : hold.alarm.id,
})

/** Shows a scenario by a person's or a command's wish. An unknown one is said to be unknown, and nothing changes. */
export function showScenario(id: string): void {
  if (!catalogStore.getState().scenarios.has(id)) {
    directorStore.setState({ unknownScenario: id })
    return
  }
  direct({ kind: 'show', scenario: id })
}

function present(scenario: string): void {
  sceneStore.setState({ scenario, focus: null })
  directorStore.setState({ unknownScenario: null })
  const url = new URL(window.location.href)
  url.searchParams.set('scenario', scenario)
  window.history.replaceState(window.history.state, '', url)
}

/** Scenarios meant for a wall, in the order of the catalog. */
export const wallScenarios = (): readonly Scenario[] =>
  (catalogStore.getState().catalog?.scenarios ?? []).filter(({ audience }) =>
    audience.includes('wall'),
  )

/** One scenario on or back, round the end: a person's keys reach every scenario, a tour those meant for a wall. */
export function showNeighbour(step: 1 | -1): void {
  const all = catalogStore.getState().catalog?.scenarios ?? []
  if (all.length === 0) return
  const at = all.findIndex(({ id }) => id === sceneStore.getState().scenario)
  const next = all[(at + step + all.length) % all.length]
  if (next !== undefined) showScenario(next.id)
}

/** The first scenario of the nth category; the next one of it when it is on already. */
export function showCategory(index: number): void {
  const { catalog, scenarios } = catalogStore.getState()
  const category = catalog?.categories[index]?.id
  if (category === undefined) return
  const inIt = wallScenarios().filter((scenario) => scenario.category === category)
  const current = sceneStore.getState().scenario
  const here = current !== null && scenarios.get(current)?.category === category
  const at = here ? inIt.findIndex(({ id }) => id === current) : -1
  const next = inIt[(at + 1) % inIt.length]
  if (next !== undefined) showScenario(next.id)
}

export function toggleTour(): void {
  if (directorStore.getState().tour !== null) {
    direct({ kind: 'stop' })
    return
  }
  direct({
    kind: 'start',
    scenarios: wallScenarios().map(({ id }) => id),
    seconds: LOCAL_TOUR_SECONDS,
  })
}

export const selectTown = (town: string | null): void => sceneStore.setState({ town })

/** Watches time and alarms for a running tour. @returns a function that ends it */
export function runDirector(): () => void {
  const timer = setInterval(() => {
    direct({ kind: 'tick', standing: alarmStore.getState().alarms })
  }, 500)
  const stopAlarms = alarmStore.subscribe((now, before) => {
    if (directorStore.getState().tour === null) return
    for (const alarm of now.alarms.values()) {
      const known = before.alarms.get(alarm.id)
      if (known === undefined || known.level !== alarm.level) direct({ kind: 'alarm', alarm })
    }
  })
  return () => {
    clearInterval(timer)
    stopAlarms()
  }
}

export type ReplayControl = {
  readonly start: (atMs: number, speed: number) => void
  readonly stop: () => void
}

/** Carries out one command of the server or of the desk. */
export function obey(command: WallCommand, replay: ReplayControl): void {
  switch (command.command) {
    case 'show':
      direct({ kind: 'stop' })
      showScenario(command.scenario)
      return
    case 'tour': {
      const { scenarios } = catalogStore.getState()
      const known = command.scenarios.filter((id) => scenarios.has(id))
      direct({ kind: 'start', scenarios: known, seconds: command.seconds })
      return
    }
    case 'focus':
      sceneStore.setState({ focus: { position: command.position, zoom: command.zoom } })
      return
    case 'mode':
      sceneStore.setState({ mode: command.mode })
      directorStore.setState({
        emergencyOrder: command.mode === 'emergency' ? (command.orderId ?? null) : null,
      })
      return
    case 'replay': {
      const atMs = Date.parse(command.at)
      if (!Number.isNaN(atMs) && command.speed > 0) replay.start(atMs, command.speed)
      return
    }
    case 'live':
      replay.stop()
      return
  }
}
