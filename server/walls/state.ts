import { Compile } from 'typebox/compile'
import type { WallCommand, WallPicture } from '../../protocol/stream/events.ts'
import { toIso } from '../../protocol/time.ts'
import type { TourClock } from '../../protocol/wall/tour-clock.ts'
import { tourPlanOf } from '../../protocol/wall/tour-plan.ts'
import { KeptCommand } from './command.ts'

/** What a wall (大屏) was last told. Applying `commands` in order on a fresh page gives its present picture. */
export type WallState = {
  readonly wall: string
  /** Counts the commands ever accepted for this wall; 0 = none yet. */
  readonly seq: number
  readonly commands: readonly WallCommand[]
  /** When each of `commands` was accepted, in their order. */
  readonly times: readonly string[]
  /** When the last command was accepted, ISO 8601; null = none yet. Screens time their flights by it. */
  readonly at: string | null
  /** Where the tour stands, when one was commanded and nothing ended it. */
  readonly tour: TourClock | null
}

const isCommand = Compile(KeptCommand)

/** Which earlier commands a new one makes void. */
const REPLACES: Readonly<Record<WallCommand['command'], readonly WallCommand['command'][]>> = {
  show: ['show', 'tour', 'focus'],
  tour: ['show', 'tour', 'focus'],
  focus: ['focus'],
  mode: ['mode'],
  replay: ['replay', 'live'],
  live: ['replay', 'live'],
  town: ['town'],
  preset: ['show', 'tour', 'focus', 'mode', 'town', 'preset'],
}

/** The picture that the commands alone give, before any step of a tour. */
export function pictureOf(commands: readonly WallCommand[]): WallPicture {
  let picture: WallPicture = {
    scenario: null,
    town: null,
    focus: null,
    mode: 'normal',
    orderId: null,
    tour: null,
  }
  for (const each of commands) {
    if (each.command === 'preset') picture = each.picture
    else if (each.command === 'show')
      picture = { ...picture, scenario: each.scenario, focus: null, tour: null }
    else if (each.command === 'tour')
      picture = {
        ...picture,
        focus: null,
        tour: { scenarios: each.scenarios, seconds: each.seconds },
      }
    else if (each.command === 'focus')
      picture = { ...picture, focus: { position: each.position, zoom: each.zoom } }
    else if (each.command === 'town') picture = { ...picture, town: each.town }
    else if (each.command === 'mode')
      picture = { ...picture, mode: each.mode, orderId: each.orderId ?? null }
  }
  return picture
}

const TOUCHES_TOUR: readonly WallCommand['command'][] = ['show', 'tour', 'preset']

/** The state after one more command. A tour begins at what is on show, when that is one of its scenarios. Pure. */
export function applyCommand(
  state: WallState,
  command: WallCommand,
  nowMs: number,
  onShow: string | null = pictureOf(state.commands).scenario,
): WallState {
  const at = toIso(nowMs)
  const kept = state.commands
    .map((earlier, i) => ({ earlier, time: state.times[i] ?? at }))
    .filter(({ earlier }) => !REPLACES[command.command].includes(earlier.command))
  const commands = [...kept.map(({ earlier }) => earlier), command]
  const times = [...kept.map(({ time }) => time), at]
  const next = { wall: state.wall, seq: state.seq + 1, commands, times, at }
  if (!TOUCHES_TOUR.includes(command.command)) return { ...next, tour: state.tour }
  const plan = tourPlanOf(commands)
  if (plan === null) return { ...next, tour: null }
  const from = command.command === 'preset' ? command.picture.scenario : onShow
  const index = from === null ? 0 : Math.max(0, plan.scenarios.indexOf(from))
  return { ...next, tour: { index, at, held: null } }
}

/** Reads a state as it was kept; what cannot be read is left out. */
export function parseState(wall: string, text: string | null): WallState {
  const empty: WallState = { wall, seq: 0, commands: [], times: [], at: null, tour: null }
  if (text === null) return empty
  const parsed: unknown = JSON.parse(text)
  if (typeof parsed !== 'object' || parsed === null) return empty
  const { seq, commands, times, at, tour } = parsed as Record<string, unknown>
  if (typeof seq !== 'number' || !Array.isArray(commands)) return empty
  const lastAt = typeof at === 'string' ? at : null
  const timeOf = (i: number): string => {
    const time: unknown = Array.isArray(times) ? times[i] : undefined
    return typeof time === 'string' ? time : (lastAt ?? toIso(0))
  }
  const readable = commands
    .map((command: unknown, i) => ({ command, time: timeOf(i) }))
    .filter(({ command }) => isCommand.Check(command))
  const known = readable.map(({ command }) => command as WallCommand)
  return {
    wall,
    seq,
    commands: known,
    times: readable.map(({ time }) => time),
    at: lastAt,
    tour: tourPlanOf(known) === null ? null : clockOf(tour, at),
  }
}

/** A tour kept before clocks were has none: it begins anew with the command's time. */
function clockOf(kept: unknown, at: unknown): TourClock {
  if (typeof kept === 'object' && kept !== null) {
    const { index, at: since, held } = kept as Record<string, unknown>
    if (typeof index === 'number' && typeof since === 'string') {
      return { index, at: since, held: (held ?? null) as TourClock['held'] }
    }
  }
  return { index: 0, at: typeof at === 'string' ? at : toIso(0), held: null }
}
