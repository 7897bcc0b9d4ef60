import { Compile } from 'typebox/compile'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { WallCommand, WallReport } from '../../protocol/stream/events.ts'
import type { MetaStore } from '../store/store.ts'
import { WallCommandBody, WallReportBody } from './command.ts'

/** What a wall (大屏) was last told. Applying `commands` in order on a fresh page gives its present picture. */
export type WallState = {
  readonly wall: string
  /** Counts the commands ever accepted for this wall; 0 = none yet. */
  readonly seq: number
  readonly commands: readonly WallCommand[]
}

/** A screen as it last reported itself. */
export type ScreenReport = WallReport & {
  /** Who the screen signed in as. */
  readonly name: string
  readonly lastSeenAtMs: number
}

/** What the gateway needs of the walls. */
export interface WallPort {
  /** @returns a function that ends the subscription; the listener gets the whole state after each command. */
  onState(listener: (state: WallState) => void): () => void
  /** @returns null for a wall that does not exist */
  state(wallId: string): WallState | null
  /** Takes a screen's `wall-state`. @throws AppError MALFORMED, FORBIDDEN or NOT_FOUND */
  report(socketId: string, principal: Principal, report: unknown): void
  /** The socket closed: its screen is no longer shown. */
  gone(socketId: string): void
}

export type WallsOptions = {
  readonly store: MetaStore
  readonly nowMs: () => number
  readonly hasScenario: (id: string) => boolean
}

/** The walls that exist. Every deployment has `main`. */
export const WALL_IDS = ['main'] as const

const KEY = (wall: string): string => `wall:${wall}`
const isCommand = Compile(WallCommandBody)
const isReport = Compile(WallReportBody)

/** Which earlier commands a new one makes void. */
const REPLACES: Readonly<Record<WallCommand['command'], readonly WallCommand['command'][]>> = {
  show: ['show', 'tour', 'focus'],
  tour: ['show', 'tour', 'focus'],
  focus: ['focus'],
  mode: ['mode'],
  replay: ['replay', 'live'],
  live: ['replay', 'live'],
}

/** The state after one more command. Pure. */
export function applyCommand(state: WallState, command: WallCommand): WallState {
  const kept = state.commands.filter(
    (earlier) => !REPLACES[command.command].includes(earlier.command),
  )
  return { wall: state.wall, seq: state.seq + 1, commands: [...kept, command] }
}

function parseState(wall: string, text: string | null): WallState {
  const empty: WallState = { wall, seq: 0, commands: [] }
  if (text === null) return empty
  const parsed: unknown = JSON.parse(text)
  if (typeof parsed !== 'object' || parsed === null) return empty
  const { seq, commands } = parsed as { seq?: unknown; commands?: unknown }
  if (typeof seq !== 'number' || !Array.isArray(commands)) return empty
  return { wall, seq, commands: commands.filter((command) => isCommand.Check(command)) }
}

/** Loads the walls' last states; from then on each command is durable before any screen hears of it. */
export async function createWalls({ store, nowMs, hasScenario }: WallsOptions) {
  const states = new Map<string, WallState>()
  for (const wall of WALL_IDS) states.set(wall, parseState(wall, await store.meta(KEY(wall))))
  const listeners = new Set<(state: WallState) => void>()
  const reports = new Map<string, ScreenReport>()
  let writing: Promise<unknown> = Promise.resolve()

  const known = (wallId: string): WallState => {
    const state = states.get(wallId)
    if (state === undefined) throw new AppError('NOT_FOUND', { detail: { wall: wallId } })
    return state
  }

  const check = (command: WallCommand): void => {
    const scenarios =
      command.command === 'show'
        ? [command.scenario]
        : command.command === 'tour'
          ? command.scenarios
          : []
    const unknown = scenarios.filter((id) => !hasScenario(id))
    if (unknown.length > 0)
      throw new AppError('MALFORMED', { detail: { reason: 'unknown scenario', unknown } })
    if (command.command !== 'replay') return
    const atMs = /(?:Z|[+-]\d\d:?\d\d)$/i.test(command.at) ? Date.parse(command.at) : Number.NaN
    if (!(atMs <= nowMs())) {
      throw new AppError('MALFORMED', {
        detail: { reason: 'at must be a past moment, ISO 8601 with an offset' },
      })
    }
  }

  async function write(wallId: string, command: WallCommand): Promise<WallState> {
    const next = applyCommand(known(wallId), command)
    await store.putMeta(KEY(wallId), JSON.stringify({ seq: next.seq, commands: next.commands }))
    states.set(wallId, next)
    for (const listener of listeners) listener(next)
    return next
  }

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
      reports.set(socketId, { ...report, name: principal.name, lastSeenAtMs: nowMs() })
    },
    gone(socketId) {
      reports.delete(socketId)
    },
  }

  return {
    ...port,

    /** @returns the wall's new state, once durable. @throws AppError NOT_FOUND, MALFORMED */
    command(wallId: string, command: WallCommand): Promise<WallState> {
      known(wallId)
      check(command)
      const written = writing.then(() => write(wallId, command))
      writing = written.catch(() => undefined)
      return written
    },

    /** Every wall with what its open screens last said. */
    list(): ReadonlyArray<WallState & { readonly screens: readonly ScreenReport[] }> {
      return [...states.values()].map((state) => ({
        ...state,
        screens: [...reports.values()].filter(({ wall }) => wall === state.wall),
      }))
    },
  }
}

export type Walls = Awaited<ReturnType<typeof createWalls>>
