import { randomUUID } from 'node:crypto'
import { type Facts, stepsDoneByRule } from '../../protocol/emergency/done-when.ts'
import {
  actOn,
  type Emergency,
  type EmergencyAct,
  type EmergencyEvent,
  type Opening,
  openEmergency,
  SYSTEM,
} from '../../protocol/emergency/emergency.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { toIso } from '../../protocol/time.ts'
import { createBook } from '../duty/book.ts'
import type { RecordStore } from '../store/store.ts'

/** As it is kept: the fold, and what it was folded from. */
export type KeptEmergency = {
  readonly emergency: Emergency
  readonly events: readonly EmergencyEvent[]
}

export type EmergenciesDeps = {
  readonly store: RecordStore
  readonly nowMs: () => number
  /** What rules of steps may ask about. */
  readonly factsOf: (emergency: Emergency) => Facts
}

export type NewEmergency = Omit<Opening, 'id' | 'atMs'> & {
  /** The same one, sent again, opens nothing. */
  readonly actionId?: string | undefined
}
export type ActRequest = {
  readonly act: EmergencyAct
  readonly actionId: string
  readonly by: string
  /** What the caller was looking at; left out: it does not matter to him. */
  readonly rev?: number | undefined
}

/** Most emergencies that are on at once; a district's command room cannot lead more. */
const MOST_ACTIVE = 20
/** Ended ones that a request sent again is looked for in. */
const RECENT = 50
const ACTIVE = 'active'
const ENDED = 'ended'

const pad = (n: number): string => String(n).padStart(2, '0')

/** `E20261126-143005-7f3a`: sorts by its opening (Shanghai time), and two of a second differ. */
function numberOf(atMs: number): string {
  const at = new Date(atMs + 8 * 3_600_000)
  const day = `${at.getUTCFullYear()}${pad(at.getUTCMonth() + 1)}${pad(at.getUTCDate())}`
  const time = `${pad(at.getUTCHours())}${pad(at.getUTCMinutes())}${pad(at.getUTCSeconds())}`
  return `E${day}-${time}-${randomUUID().slice(0, 4)}`
}

const argsOf = (act: EmergencyAct): Record<string, unknown> => {
  const { act: _, ...args } = act
  return 'plan' in args && typeof args.plan === 'object' ? { plan: args.plan.id } : { ...args }
}

/**
 * The emergencies of the district (战时): opened, worked through their plan and ended, one act after another. What was
 * answered is on the disk; the same `actionId` is done once. Listeners hear of each change after that.
 */
export async function createEmergencies({ store, nowMs, factsOf }: EmergenciesDeps) {
  const book = createBook<KeptEmergency>(store, 'emergency', ({ emergency }) => ({
    id: emergency.id,
    key: emergency.endedAt === null ? ACTIVE : ENDED,
    atMs: Date.parse(emergency.openedAt),
  }))
  const active = new Map<string, KeptEmergency>()
  for (const kept of await book.list({ key: ACTIVE, limit: 1_000 })) {
    active.set(kept.emergency.id, kept)
  }
  const listeners = new Set<(change: EmergencyChange) => void>()
  let writing: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const done = writing.then(run)
    writing = done.catch(() => undefined)
    return done
  }

  const keep = async (next: KeptEmergency): Promise<KeptEmergency> => {
    await book.put(next)
    const { id, endedAt } = next.emergency
    if (endedAt === null) active.set(id, next)
    else active.delete(id)
    const event = next.events.at(-1)
    if (event !== undefined) {
      for (const listener of listeners) listener({ emergency: next.emergency, event })
    }
    return next
  }

  const one = async (id: string): Promise<KeptEmergency> => {
    const found = active.get(id) ?? (await book.one(id))
    if (found === null || found === undefined) {
      throw new AppError('NOT_FOUND', { detail: { emergency: id } })
    }
    return found
  }

  /** What a request with this `actionId` has opened before, if it did. */
  async function openedBy(actionId: string | undefined): Promise<KeptEmergency | undefined> {
    if (actionId === undefined) return undefined
    const ended = await book.list({ key: ENDED, limit: RECENT, newestFirst: true })
    return [...active.values(), ...ended].find(({ events }) => events[0]?.actionId === actionId)
  }

  const applied = (kept: KeptEmergency, { act, actionId, by }: ActRequest): KeptEmergency => {
    const atMs = nowMs()
    const emergency = actOn(kept.emergency, act, by, atMs)
    const { rev } = emergency
    const event = { rev, actionId, at: toIso(atMs), by, act: act.act, args: argsOf(act) }
    return { emergency, events: [...kept.events, event] }
  }

  /** Ticks what shows by itself, each as an event of its own. */
  async function settle(kept: KeptEmergency): Promise<KeptEmergency> {
    let now = kept
    while (now.emergency.endedAt === null) {
      const [step] = stepsDoneByRule(now.emergency, factsOf(now.emergency))
      if (step === undefined) break
      const act = { act: 'tick', step } as const
      now = await keep(applied(now, { act, actionId: randomUUID(), by: SYSTEM }))
    }
    return now
  }

  const list = (): Emergency[] => [...active.values()].map(({ emergency }) => emergency)

  return {
    /** Those that are on, the latest first. */
    active: (): readonly Emergency[] => list().sort((a, b) => b.openedAt.localeCompare(a.openedAt)),

    /** Ended ones, the latest first. */
    async past(limit: number, after?: { atMs: number; id: string }): Promise<KeptEmergency[]> {
      const from = after === undefined ? {} : { after }
      return book.list({ key: ENDED, limit, newestFirst: true, ...from })
    },

    one,

    onChange(listener: (change: EmergencyChange) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    /**
     * Opens one, or gives the one that is on for the same order or was opened by the same `actionId`.
     *
     * @returns `isNew` false: it was on already, or has ended since
     * @throws AppError TOO_MANY when too many are on
     */
    open: (opening: NewEmergency): Promise<{ kept: KeptEmergency; isNew: boolean }> =>
      inTurn(async () => {
        const known =
          (await openedBy(opening.actionId)) ??
          [...active.values()].find(
            ({ emergency }) => opening.orderId !== null && emergency.orderId === opening.orderId,
          )
        if (known !== undefined) return { kept: known, isNew: false }
        if (active.size >= MOST_ACTIVE) {
          throw new AppError('TOO_MANY', { detail: { active: active.size } })
        }
        const atMs = nowMs()
        const emergency = openEmergency({ ...opening, id: numberOf(atMs), atMs })
        const { plan, by, title, reason, orderId, position, drill, walls } = opening
        const { actionId = randomUUID() } = opening
        const args = { plan: plan.id, title, reason, orderId, position, drill, walls }
        const at = toIso(atMs)
        const event = { rev: 1, actionId, at, by, act: 'open', args } as const
        const kept = await keep({ emergency, events: [event] })
        return { kept: await settle(kept), isNew: true }
      }),

    /**
     * Carries out one act.
     *
     * @throws AppError NOT_FOUND, EMERGENCY_CHANGED_MEANWHILE (with the emergency as it is now), or what `actOn` throws
     */
    act: (id: string, request: ActRequest): Promise<KeptEmergency> =>
      inTurn(async () => {
        const kept = await one(id)
        const before = kept.events.find(({ actionId }) => actionId === request.actionId)
        if (before !== undefined) return kept
        const { rev } = kept.emergency
        if (request.rev !== undefined && request.rev !== rev) {
          const { emergency } = kept
          throw new AppError('EMERGENCY_CHANGED_MEANWHILE', { detail: { id, rev, emergency } })
        }
        return settle(await keep(applied(kept, request)))
      }),

    /** Looks whether steps show as done by now. */
    look: (): Promise<void> =>
      inTurn(async () => {
        for (const kept of [...active.values()]) await settle(kept)
      }),
  }
}

/** What listeners are told. */
export type EmergencyChange = { readonly emergency: Emergency; readonly event: EmergencyEvent }
export type Emergencies = Awaited<ReturnType<typeof createEmergencies>>
