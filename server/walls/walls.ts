import { Compile } from 'typebox/compile'
import type { Principal } from '../../protocol/access/role.ts'
import type { AlarmEvent } from '../../protocol/alarm/alarm.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { WallCommand, WallPicture, WallReport } from '../../protocol/stream/events.ts'
import { parseTime } from '../../protocol/time.ts'
import {
  holdsTour,
  holdTour,
  releaseTour,
  type TourClock,
  tourPlace,
} from '../../protocol/wall/tour-clock.ts'
import { tourPlanOf } from '../../protocol/wall/tour-plan.ts'
import type { MetaStore, RecordStore } from '../store/store.ts'
import { type WallCommandBody, WallReportBody } from './command.ts'
import { createWallLog, type NewWallLogEntry } from './log.ts'
import { createPresets, type Preset } from './presets.ts'
import { createSeats, type ScreenReport, type SeatNews } from './seats.ts'
import { applyCommand, parseState, pictureOf, type WallState } from './state.ts'

/** What the gateway needs of the walls. */
export interface WallPort {
  /** @returns a function that ends the subscription; the listener gets the whole state after each change of it. */
  onState(listener: (state: WallState) => void): () => void
  /** @returns null for a wall that does not exist */
  state(wallId: string): WallState | null
  /** Takes a screen's `wall-state`. @throws AppError MALFORMED, FORBIDDEN or NOT_FOUND */
  report(socketId: string, principal: Principal, report: unknown): void
  /** The socket closed: its screen is no longer shown, or shown as lost when it is an enrolled one. */
  gone(socketId: string): void
}

export type WallsOptions = {
  readonly store: MetaStore & RecordStore
  readonly nowMs: () => number
  readonly hasScenario: (id: string) => boolean
  readonly onError?: (error: unknown) => void
  /** Told of every preset that is recalled, for the duty log. */
  readonly onRecall?: (preset: Preset, by: string) => void
  /** Told when somebody set a wall's mode, by itself or within a preset. */
  readonly onMode?: (wall: string, told: Pick<WallPicture, 'mode' | 'orderId'>, by: string) => void
}

/** Who tells a wall what follows from something else. */
export const BY_SYSTEM = 'system'

/** The walls that exist. Every deployment has `main`. */
export const WALL_IDS = ['main'] as const

const KEY = (wall: string): string => `wall:${wall}`
/** What brings an alarm before the room. An alarm that chatters does not hold the tour for ever. */
const HOLDING: readonly AlarmEvent['kind'][] = ['raised', 'level', 'unshelved']
const isReport = Compile(WallReportBody)

/** Loads the walls' last states; from then on each command is durable before any screen hears of it. */
export async function createWalls(options: WallsOptions) {
  const { store, nowMs, hasScenario, onError = () => undefined, onRecall, onMode } = options
  const states = new Map<string, WallState>()
  for (const wall of WALL_IDS) states.set(wall, parseState(wall, await store.meta(KEY(wall))))
  const listeners = new Set<(state: WallState) => void>()
  const log = createWallLog(store)
  const presets = createPresets(store, nowMs)
  let writing: Promise<unknown> = Promise.resolve()

  const note = (entry: NewWallLogEntry): void => void log.add(entry).catch(onError)
  const seats = createSeats((news) => note(entryOf(news)))

  const known = (wallId: string): WallState => {
    const state = states.get(wallId)
    if (state === undefined) throw new AppError('NOT_FOUND', { detail: { wall: wallId } })
    return state
  }

  const checkScenarios = (ids: readonly string[]): void => {
    const unknown = ids.filter((id) => !hasScenario(id))
    if (unknown.length > 0)
      throw new AppError('MALFORMED', { detail: { reason: 'unknown scenario', unknown } })
  }

  const check = (command: WallCommandBody): void => {
    if (command.command === 'show') checkScenarios([command.scenario])
    if (command.command === 'tour') checkScenarios(command.scenarios)
    if (command.command !== 'replay') return
    const atMs = parseTime(command.at)
    if (atMs === null || atMs > nowMs()) {
      throw new AppError('MALFORMED', {
        detail: { reason: 'at must be a past moment, ISO 8601 with an offset' },
      })
    }
  }

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = writing.then(act)
    writing = done.catch(() => undefined)
    return done
  }

  async function keep(next: WallState): Promise<WallState> {
    const { wall, ...kept } = next
    await store.putMeta(KEY(wall), JSON.stringify(kept))
    states.set(wall, next)
    for (const listener of listeners) listener(next)
    return next
  }

  /** The screen that speaks for the wall: it is there and has carried out the last command. */
  const spokesman = (state: WallState): ScreenReport | undefined =>
    seats
      .of(state.wall)
      .find(
        (screen) =>
          screen.state === 'here' && screen.link !== 'lost' && screen.applied >= state.seq,
      )

  /** What is on show now: where the tour stands, else what a screen says, else the last command. */
  const onShow = (state: WallState): string | null => {
    const plan = tourPlanOf(state.commands)
    if (plan !== null && state.tour !== null) return tourPlace(plan, state.tour, nowMs()).scenario
    return spokesman(state)?.scenario ?? pictureOf(state.commands).scenario
  }

  async function write(wallId: string, command: WallCommand, by: string): Promise<WallState> {
    const before = known(wallId)
    const next = await keep(applyCommand(before, command, nowMs(), onShow(before)))
    const kind = command.command === 'preset' ? 'recall' : 'command'
    note({ wall: wallId, atMs: nowMs(), kind, by, what: wordOf(command, next.seq) })
    const isModal = command.command === 'mode' || command.command === 'preset'
    if (isModal && by !== BY_SYSTEM) onMode?.(wallId, pictureOf(next.commands), by)
    return next
  }

  async function whole(wallId: string, command: WallCommandBody): Promise<WallCommand> {
    if (command.command !== 'preset') return command
    const { id, version, name, picture } = await presets.one(wallId, command.preset)
    return { command: 'preset', preset: id, version, name, picture }
  }

  const setTour = (wallId: string, change: (state: WallState) => TourClock | null) =>
    inTurn(async () => {
      const state = known(wallId)
      const tour = change(state)
      if (tour === null || tour === state.tour) return
      await keep({ ...state, tour })
      const { held } = tour
      note({
        wall: wallId,
        atMs: nowMs(),
        kind: held === null ? 'released' : 'held',
        by: BY_SYSTEM,
        what: held === null ? {} : { alarm: held.alarm.id, level: held.alarm.level },
      })
    }).catch(onError)

  const port: WallPort = {
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    state: (wallId) => states.get(wallId) ?? null,
    report(socketId, principal, report) {
      if (!isReport.Check(report))
        throw new AppError('MALFORMED', { detail: { reason: 'not a wall-state' } })
      known(report.wall)
      if (principal.kind === 'screen' && principal.wall !== report.wall) {
        throw new AppError('FORBIDDEN', { detail: { wall: report.wall } })
      }
      // Checked against the schema just now; the type differs in what may be undefined only.
      const said = report as WallReport
      seats.report(socketId, principal, said, nowMs())
      for (const { id, at, ...heal } of said.heals ?? []) {
        const atMs = Math.min(parseTime(at) ?? nowMs(), nowMs())
        const what = { ...heal, part: said.part ?? null }
        note({ id: `heal:${id}`, wall: said.wall, atMs, kind: 'heal', by: principal.name, what })
      }
    },
    gone: (socketId) => seats.gone(socketId, nowMs()),
  }

  return {
    ...port,
    log,
    presets,
    seats,

    /** @returns the wall's new state, once durable. @throws AppError NOT_FOUND, MALFORMED */
    async command(wallId: string, command: WallCommandBody, by = BY_SYSTEM): Promise<WallState> {
      known(wallId)
      check(command)
      const kept = await whole(wallId, command)
      const state = await inTurn(() => write(wallId, kept, by))
      if (kept.command === 'preset' && onRecall !== undefined)
        onRecall(await presets.one(wallId, kept.preset), by)
      return state
    },

    /** Puts one version of a preset on the wall. @throws AppError NOT_FOUND */
    async recall(wallId: string, id: string, version: number | undefined, by: string) {
      known(wallId)
      const preset = await presets.version(wallId, id, version)
      const { name, picture } = preset
      const state = await inTurn(() =>
        write(
          wallId,
          { command: 'preset', preset: id, version: preset.version, name, picture },
          by,
        ),
      )
      onRecall?.(preset, by)
      return state
    },

    /** The picture as it stands on the wall now, for a preset. @throws AppError NOT_FOUND */
    picture(wallId: string): WallPicture {
      const state = known(wallId)
      const told = pictureOf(state.commands)
      const seen = spokesman(state)
      const mode = seen?.mode ?? told.mode
      return {
        ...told,
        scenario: onShow(state),
        town: seen === undefined ? told.town : (seen.town ?? null),
        focus: seen === undefined ? told.focus : (seen.focus ?? null),
        mode,
        orderId: mode === 'emergency' ? told.orderId : null,
      }
    },

    checkPicture: (picture: WallPicture): void =>
      checkScenarios([
        ...(picture.scenario === null ? [] : [picture.scenario]),
        ...(picture.tour?.scenarios ?? []),
      ]),

    /** Something happened to an alarm: a tour that it concerns is held, or goes on. */
    alarmed({ kind, alarm }: Pick<AlarmEvent, 'kind' | 'alarm'>): void {
      for (const wall of WALL_IDS) {
        const { tour, commands } = known(wall)
        const plan = tourPlanOf(commands)
        if (tour === null || plan === null) continue
        const holds = tour.held !== null && nowMs() < Date.parse(tour.held.until)
        if (!holds && HOLDING.includes(kind) && holdsTour(alarm)) {
          void setTour(wall, (state) =>
            state.tour === null ? null : holdTour(plan, state.tour, alarm, nowMs()),
          )
        } else if (holds && tour.held?.alarm.id === alarm.id && !holdsTour(alarm)) {
          void setTour(wall, (state) =>
            state.tour === null ? null : releaseTour(plan, state.tour, nowMs()),
          )
        }
      }
    },

    /** Every wall with what its screens last said. */
    list(): ReadonlyArray<WallState & { readonly screens: readonly ScreenReport[] }> {
      return [...states.values()].map((state) => ({ ...state, screens: seats.of(state.wall) }))
    },
  }
}

/** A command in the log: a preset by its name, everything else as it was given. */
const wordOf = (command: WallCommand, seq: number): Record<string, unknown> =>
  command.command === 'preset'
    ? { preset: command.preset, version: command.version, name: command.name, seq }
    : { ...command, seq }

const entryOf = ({ kind, screen, atMs, awayMs }: SeatNews): NewWallLogEntry => ({
  wall: screen.wall,
  atMs,
  kind,
  by: screen.name,
  what: {
    part: screen.part ?? null,
    scenario: screen.scenario,
    build: screen.build,
    ...(awayMs === undefined ? {} : { awayMs }),
  },
})

export type Walls = Awaited<ReturnType<typeof createWalls>>
