import type { Permit } from '../../../protocol/access/permit.ts'
import { PERMITS } from '../../../protocol/access/permit.ts'
import type { WallCommand, WallPicture, WallReport } from '../../../protocol/stream/events.ts'
import type { TourClock } from '../../../protocol/wall/tour-clock.ts'
import { isRecord } from '../../data/api.ts'
import { sessionStore } from '../../data/session.ts'
import { getJson, sendJson } from '../data/desk-api.ts'
import { queryClient } from '../data/query.ts'

export type Screen = WallReport & {
  readonly name: string
  readonly lastSeen: string
  readonly state: 'here' | 'silent' | 'lost'
}
export type Wall = {
  readonly id: string
  readonly seq: number
  readonly commands: readonly WallCommand[]
  readonly commandedAt: string | null
  readonly tour: TourClock | null
  readonly screens: readonly Screen[]
}
/** The walls as they stood at a moment of the server's time. */
export type Walls = { readonly nowMs: number; readonly walls: readonly Wall[] }

export type Preset = {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly picture: WallPicture
  readonly savedAt: string
  readonly savedBy: string
}
export type EnrolledScreen = {
  readonly id: string
  readonly wall: string
  readonly name: string
  readonly enrolledBy: string | null
  readonly enrolledAt: string | null
  readonly revokedAt: string | null
}
export type WallLogEntry = {
  readonly id: string
  readonly at: string
  readonly kind: string
  readonly by: string
  readonly what: Readonly<Record<string, unknown>>
}

/** A command as a person gives it: a preset is only named. */
export type DeskCommand =
  | Exclude<WallCommand, { command: 'preset' }>
  | { readonly command: 'preset'; readonly preset: string }

const wallPath = (wall: string): string => `/walls/${encodeURIComponent(wall)}`

/** The rows of a list. The server's word is trusted beyond its outline: it is our own, of the same build. */
async function rows<T>(path: string, name: string, signal: AbortSignal): Promise<readonly T[]> {
  const body = await getJson(path, signal)
  const found = isRecord(body) ? body[name] : null
  return Array.isArray(found) ? (found as readonly T[]) : []
}

export async function fetchWalls(signal: AbortSignal): Promise<Walls> {
  const body = await getJson('/walls', signal)
  if (!isRecord(body) || !Array.isArray(body['walls'])) return { nowMs: Date.now(), walls: [] }
  const nowMs = Date.parse(String(body['serverTime']))
  return {
    nowMs: Number.isNaN(nowMs) ? Date.now() : nowMs,
    walls: body['walls'] as readonly Wall[],
  }
}

export const fetchPresets = (wall: string, signal: AbortSignal): Promise<readonly Preset[]> =>
  rows(`${wallPath(wall)}/presets`, 'presets', signal)

export const fetchScreens = (signal: AbortSignal): Promise<readonly EnrolledScreen[]> =>
  rows('/screens', 'screens', signal)

export const fetchLog = (wall: string, signal: AbortSignal): Promise<readonly WallLogEntry[]> =>
  rows(`${wallPath(wall)}/log?limit=40`, 'entries', signal)

const again = (...key: readonly string[]): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: [...key] })

/** @returns the command's number. @throws ApiProblem */
export async function sendCommand(wall: string, command: DeskCommand): Promise<number> {
  const { body } = await sendJson('POST', `${wallPath(wall)}/command`, command)
  await again('walls')
  return isRecord(body) ? Number(body['seq']) : Number.NaN
}

/** Saves the wall as it stands now, under a new name or as a new version of a preset. @throws ApiProblem */
export async function savePreset(wall: string, name: string, over?: Preset): Promise<void> {
  if (over === undefined) await sendJson('POST', `${wallPath(wall)}/presets`, { name })
  else {
    const path = `${wallPath(wall)}/presets/${over.id}`
    await sendJson('PUT', path, { version: over.version, picture: 'now' })
  }
  await again('presets', wall)
}

/** @throws ApiProblem */
export async function removePreset(wall: string, { id }: Preset): Promise<void> {
  await sendJson('DELETE', `${wallPath(wall)}/presets/${id}`)
  await again('presets', wall)
}

/** @throws ApiProblem NOT_FOUND when no screen shows that code */
export async function pairScreen(code: string, name: string): Promise<void> {
  await sendJson('POST', '/screens/pair', { code, name })
  await again('screens')
}

/** @throws ApiProblem */
export async function revokeScreen(id: string): Promise<void> {
  await sendJson('DELETE', `/screens/${encodeURIComponent(id)}`)
  await again('screens')
}

/** Whether whoever is signed in may do that; the server decides, this only hides what it would refuse. */
export function mayHere(permit: Permit): boolean {
  const session = sessionStore.getState()
  const allowed: readonly string[] = PERMITS[permit]
  return session.state === 'in' && session.session.roles.some((role) => allowed.includes(role))
}
