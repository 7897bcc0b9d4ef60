import { useStore } from 'zustand'
import { sessionStore } from '../../data/session.ts'

/** Whether whoever is signed in writes into the duty room's books (permit `duty.write`); the others read them. */
export const useMayWrite = (): boolean =>
  useStore(
    sessionStore,
    (state) =>
      state.state === 'in' &&
      state.session.roles.some((role) => role === 'duty' || role === 'supervisor'),
  )
