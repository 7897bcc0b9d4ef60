import { useStore } from 'zustand'
import { PERMITS } from '../../../protocol/access/permit.ts'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { isHis, type Owned } from '../../../protocol/emergency/owner.ts'
import { type SessionState, sessionStore } from '../../data/session.ts'
import { linkStore } from '../data/link-store.ts'

const OPENERS: readonly string[] = PERMITS['emergencies.open']
const ACTORS: readonly string[] = PERMITS['emergencies.act']

const hasRole = (session: SessionState, allowed: readonly string[]): boolean =>
  session.state === 'in' && session.session.roles.some((role) => allowed.includes(role))

/** Whether whoever is signed in may put the district into emergency mode. */
export const mayOpen = (session: SessionState = sessionStore.getState()): boolean =>
  hasRole(session, OPENERS)

/** Whether the act is open to whoever is signed in. The server decides; this hides what it would refuse. */
export const mayAct = (
  emergency: Emergency,
  act: Owned,
  session: SessionState = sessionStore.getState(),
): boolean =>
  session.state === 'in' && hasRole(session, ACTORS) && isHis(session.session, act, emergency)

/** A handler's department, which alone he acts for; null: whoever is signed in is no handler. */
export const handlerOf = (session: SessionState = sessionStore.getState()): string | null =>
  session.state === 'in' && session.session.roles.includes('handler')
    ? session.session.department
    : null

/** Nothing that stands here can be worked on: what happens meanwhile is not known. */
export const useIsCut = (): boolean => useStore(linkStore, ({ link }) => link.state !== 'live')

export const useSession = (): SessionState => useStore(sessionStore)

/** Whether whoever is signed in acts in emergencies at all. */
export const isActor = (session: SessionState): boolean => hasRole(session, ACTORS)
