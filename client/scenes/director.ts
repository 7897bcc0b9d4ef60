import { createStore } from 'zustand/vanilla'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import type { WallCommand, WallPicture } from '../../protocol/stream/events.ts'
import { type TourClock, type TourPlan, tourPlace } from '../../protocol/wall/tour-clock.ts'
import { alarmStore } from '../stores/alarms.ts'
import { catalogStore } from '../stores/catalog.ts'
import { serverNowMs } from '../stores/connection.ts'
import { type SceneState, sceneStore } from '../stores/scene.ts'
import type { Bezel } from './seams.ts'
import { stepTour, type Tour, type TourEvent } from './tour.ts'

/** What the wall's director (导播) knows beyond the scene itself. */
export type DirectorState = {
  readonly tour: Tour | null
  /** The tour that the server leads, when this page follows it; null: what runs here was started here. */
  readonly led: { readonly plan: TourPlan; readonly clock: TourClock } | null
  /** The order an emergency is about, when the command named one. */
  readonly emergencyOrder: string | null
  /** `seq` of the last wall command carried out. */
  readonly applied: number
  /** A scenario that was asked for and is not in the catalog. */
  readonly unknownScenario: string | null
  /** The seams of a wall of screens, as its address gives them (`?bezel=cols,rows,px`). */
  readonly bezel: Bezel | null
}

export const directorStore = createStore<DirectorState>(() => ({
  tour: null,
  led: null,
  emergencyOrder: null,
  applied: 0,
  unknownScenario: null,
  bezel: null,
}))

/** A running tour is looked at this often, besides the moment of its next step. */
const LOOK_EVERY_MS = 500
/** Seconds a scenario stays when a tour is started at the wall itself. */
const LOCAL_TOUR_SECONDS = 30

/** Carries out one tour event and shows what follows from it. A person's wish ends following the server's tour. */
export function direct(event: TourEvent): void {
  const { tour, led } = directorStore.getState()
  const { scenario } = sceneStore.getState()
  if (led !== null) {
    if (event.kind === 'alarm' || event.kind === 'tick') return
    directorStore.setState({ led: null })
  }
  const before = { scenario, tour }
  const after = stepTour(before, event, serverNowMs())
  if (after.tour !== tour) {
    directorStore.setState({ tour: after.tour })
    sceneStore.setState({ tour: after.tour && publicTour(after.tour) })
  }
  if (after.scenario !== null && after.scenario !== scenario) present(after.scenario, serverNowMs())
}

/**
 * Follows the tour that the server leads, or its clock as it was set anew.
 *
 * @param clock null: there is none any more
 */
export function follow(plan: TourPlan | null, clock: TourClock | null): void {
  directorStore.setState({ led: plan === null || clock === null ? null : { plan, clock } })
  keepStep()
}

/** Brings the wall to the step that the server's time asks for. @returns ms until the next look is due */
function keepStep(): number {
  const { led, tour } = directorStore.getState()
  if (led === null) return LOOK_EVERY_MS
  const { plan, clock } = led
  const nowMs = serverNowMs()
  const { scenario, nextAtMs } = tourPlace(plan, clock, nowMs)
  const hold =
    nextAtMs === null && clock.held !== null
      ? { alarm: clock.held.alarm, untilMs: Date.parse(clock.held.until) }
      : null
  if (tour?.nextAtMs !== nextAtMs || tour.scenarios !== plan.scenarios) {
    const next: Tour = { scenarios: plan.scenarios, seconds: plan.seconds, nextAtMs, hold }
    directorStore.setState({ tour: next })
    sceneStore.setState({ tour: publicTour(next) })
  }
  const known = scenario !== null && catalogStore.getState().scenarios.has(scenario)
  if (known && scenario !== sceneStore.getState().scenario) {
    present(scenario, nextAtMs === null ? nowMs : nextAtMs - plan.seconds * 1000, false)
  }
  return nextAtMs === null ? LOOK_EVERY_MS : Math.min(LOOK_EVERY_MS, nextAtMs - nowMs + 1)
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

/**
 * @param movedAtMs server time of the act that asked for it
 * @param own whether it was chosen at this page: then its address keeps it; the server keeps what it told itself
 */
function present(scenario: string, movedAtMs: number, own = true): void {
  sceneStore.setState({ scenario, focus: null, movedAtMs })
  directorStore.setState({ unknownScenario: null })
  const url = new URL(window.location.href)
  if (own) url.searchParams.set('scenario', scenario)
  else url.searchParams.delete('scenario')
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
  let timer: ReturnType<typeof setTimeout>
  const look = (): void => {
    direct({ kind: 'tick', standing: alarmStore.getState().alarms })
    timer = setTimeout(look, keepStep())
  }
  look()
  const stopLed = directorStore.subscribe((now, before) => {
    if (now.led === before.led) return
    clearTimeout(timer)
    timer = setTimeout(look, 0)
  })
  const stopAlarms = alarmStore.subscribe((now, before) => {
    if (directorStore.getState().tour === null) return
    for (const alarm of now.alarms.values()) {
      const known = before.alarms.get(alarm.id)
      if (known === undefined || known.level !== alarm.level) direct({ kind: 'alarm', alarm })
    }
  })
  return () => {
    clearTimeout(timer)
    stopLed()
    stopAlarms()
  }
}

export type ReplayControl = {
  /** @param startedAtMs server time at which the replay began for every screen */
  readonly start: (atMs: number, speed: number, startedAtMs: number) => void
  readonly stop: () => void
}

/**
 * Carries out one command of the server or of the desk. A tour is followed separately, by its clock.
 *
 * @param commandedAtMs server time at which it was accepted
 */
export function obey(command: WallCommand, replay: ReplayControl, commandedAtMs: number): void {
  switch (command.command) {
    case 'show':
      direct({ kind: 'stop' })
      showCommanded(command.scenario, commandedAtMs)
      return
    case 'tour':
      return
    case 'focus': {
      const { position, zoom } = command
      sceneStore.setState({ focus: { position, zoom }, movedAtMs: commandedAtMs })
      return
    }
    case 'mode':
      setMode(command.mode, command.orderId ?? null, commandedAtMs)
      return
    case 'replay': {
      const atMs = Date.parse(command.at)
      if (!Number.isNaN(atMs) && command.speed > 0) replay.start(atMs, command.speed, commandedAtMs)
      return
    }
    case 'live':
      replay.stop()
      return
    case 'town':
      selectTown(command.town)
      return
    case 'preset':
      recall(command.picture, commandedAtMs)
      return
  }
}

function setMode(mode: SceneState['mode'], orderId: string | null, commandedAtMs: number): void {
  sceneStore.setState({ mode, movedAtMs: commandedAtMs })
  directorStore.setState({ emergencyOrder: mode === 'emergency' ? orderId : null })
}

/** Shows what nobody chose at this page: a command's scenario, or the first one. Its address does not keep it. */
export function showCommanded(scenario: string, commandedAtMs: number): void {
  if (!catalogStore.getState().scenarios.has(scenario)) {
    directorStore.setState({ unknownScenario: scenario })
    return
  }
  present(scenario, commandedAtMs, false)
}

function recall(picture: WallPicture, commandedAtMs: number): void {
  const { scenario, town, focus, mode, orderId, tour } = picture
  if (tour === null) direct({ kind: 'stop' })
  if (scenario !== null) showCommanded(scenario, commandedAtMs)
  setMode(mode, orderId, commandedAtMs)
  sceneStore.setState({ town, focus, movedAtMs: commandedAtMs })
}
