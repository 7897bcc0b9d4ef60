import type { Principal } from '../../protocol/access/role.ts'
import type { WallReport } from '../../protocol/stream/events.ts'

/** How a screen stands with the server: heard of, silent although its link is there, or gone without a word. */
export type SeatState = 'here' | 'silent' | 'lost'

/** A screen as it last reported itself. */
export type ScreenReport = WallReport & {
  /** Who the screen signed in as. */
  readonly name: string
  readonly lastSeenAtMs: number
  readonly state: SeatState
  /** Since when it is silent or lost; null while it is here. */
  readonly sinceMs: number | null
}

export type SeatNews = {
  readonly kind: 'lost' | 'silent' | 'back'
  readonly screen: ScreenReport
  readonly atMs: number
  /** For `back`: how long it was away. */
  readonly awayMs?: number
}

/** A screen reports every five seconds; longer silence than this is told at the desk. */
export const SILENT_AFTER_MS = 9_000
/** A screen that is lost is remembered this long; then nobody waits for it any more. */
const FORGET_AFTER_MS = 7 * 86_400_000
const MOST_LOST = 500

type Seat = { readonly key: string; readonly enrolled: boolean; readonly report: ScreenReport }

/**
 * The screens of all walls (屏位), by what they report. An enrolled screen that goes without a word is kept as lost
 * until it is back; a person's own page simply goes. Keeps no clock of its own.
 */
export function createSeats(onNews: (news: SeatNews) => void) {
  const open = new Map<string, Seat>()
  const lost = new Map<string, Seat>()

  const keyOf = (principal: Principal, report: WallReport): string =>
    `${principal.name}|${report.wall}|${report.part ?? ''}`
  const isOpen = (key: string): boolean => [...open.values()].some((seat) => seat.key === key)

  return {
    report(socketId: string, principal: Principal, said: WallReport, nowMs: number): void {
      const { heals: _, ...report } = said
      const seat: Seat = {
        key: keyOf(principal, report),
        enrolled: principal.kind === 'screen',
        report: {
          ...report,
          name: principal.name,
          lastSeenAtMs: nowMs,
          state: 'here',
          sinceMs: null,
        },
      }
      const away = lost.get(seat.key) ?? silentOf(open.get(socketId))
      lost.delete(seat.key)
      open.set(socketId, seat)
      if (away === undefined || report.leaving === true) return
      onNews({
        kind: 'back',
        screen: seat.report,
        atMs: nowMs,
        awayMs: nowMs - (away.report.sinceMs ?? nowMs),
      })
    },

    /** The socket ended. */
    gone(socketId: string, nowMs: number): void {
      const seat = open.get(socketId)
      open.delete(socketId)
      if (seat === undefined || !seat.enrolled || seat.report.leaving === true) return
      if (isOpen(seat.key)) return
      const sinceMs = seat.report.sinceMs ?? nowMs
      const screen: ScreenReport = { ...seat.report, state: 'lost', sinceMs }
      lost.set(seat.key, { ...seat, report: screen })
      for (const key of [...lost.keys()].slice(0, Math.max(0, lost.size - MOST_LOST)))
        lost.delete(key)
      onNews({ kind: 'lost', screen, atMs: nowMs })
    },

    /** Looks for screens that are connected and say nothing: a page that hangs. */
    look(nowMs: number): void {
      for (const [socketId, seat] of open) {
        const { state, lastSeenAtMs } = seat.report
        if (state !== 'here' || nowMs - lastSeenAtMs <= SILENT_AFTER_MS) continue
        const screen: ScreenReport = { ...seat.report, state: 'silent', sinceMs: lastSeenAtMs }
        open.set(socketId, { ...seat, report: screen })
        onNews({ kind: 'silent', screen, atMs: nowMs })
      }
      for (const [key, { report }] of lost) {
        if (nowMs - (report.sinceMs ?? nowMs) > FORGET_AFTER_MS) lost.delete(key)
      }
    },

    /** A screen that was revoked is waited for no longer. */
    forget(name: string): void {
      for (const [key, { report }] of lost) if (report.name === name) lost.delete(key)
    },

    of: (wall: string): readonly ScreenReport[] =>
      [...open.values(), ...lost.values()]
        .map(({ report }) => report)
        .filter((report) => report.wall === wall && report.leaving !== true),
  }
}

const silentOf = (seat: Seat | undefined): Seat | undefined =>
  seat?.report.state === 'silent' ? seat : undefined
