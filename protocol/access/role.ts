/**
 * Offices. `sysadmin`, `secadmin` and `auditor` are separate (三员分立): none can do another's work and
 * none handles orders. `feed` is a machine that posts readings, `screen` a wall enrolled by pairing code.
 */
export const ROLES = [
  'operator',
  'duty',
  'supervisor',
  'checker',
  'handler',
  'leader',
  'sysadmin',
  'secadmin',
  'auditor',
  'feed',
  'screen',
] as const
export type Role = (typeof ROLES)[number]

/** Who asks: a signed-in person, a machine with a bearer token, or a paired screen. */
export type Principal = {
  readonly kind: 'user' | 'token' | 'screen'
  readonly name: string
  readonly roles: readonly Role[]
  /** Department code a handler or feed belongs to; `null` for everyone else, and for a feed of every department. */
  readonly department: string | null
  /** The wall a screen is enrolled for. */
  readonly wall: string | null
}
