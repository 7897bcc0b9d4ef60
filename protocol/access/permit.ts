import type { Principal, Role } from './role.ts'

const CITY_READERS: readonly Role[] = [
  'operator',
  'duty',
  'supervisor',
  'checker',
  'handler',
  'leader',
  'screen',
  'feed',
]
const DESK: readonly Role[] = ['duty', 'supervisor']

/** Every act that is checked, and the roles that may do it. The only place where this is decided. */
export const PERMITS = {
  'catalog.read': [...CITY_READERS, 'sysadmin', 'secadmin', 'auditor'],
  'indicators.read': CITY_READERS,
  'readings.post': ['feed'],
  'feeds.read': [...CITY_READERS, 'sysadmin'],
  'alarms.read': CITY_READERS,
  'alarms.handle': DESK,
  'orders.read': [
    'operator',
    'duty',
    'supervisor',
    'checker',
    'handler',
    'leader',
    'screen',
    'feed',
  ],
  'orders.report': ['operator', 'duty', 'supervisor', 'handler', 'leader', 'feed'],
  'orders.act': ['duty', 'supervisor', 'checker', 'handler', 'leader', 'feed'],
  'orders.comment': ['operator', 'duty', 'supervisor', 'checker', 'handler', 'leader'],
  'orders.attach': ['operator', 'duty', 'supervisor', 'checker', 'handler', 'leader', 'feed'],
  'orders.import': [...DESK, 'feed'],
  'orders.export': [...DESK, 'checker', 'handler', 'leader'],
  'routing.read': CITY_READERS,
  'routing.edit': ['supervisor'],
  'duty.read': ['operator', ...DESK, 'leader'],
  'duty.write': DESK,
  'emergencies.read': ['operator', ...DESK, 'checker', 'handler', 'leader', 'screen'],
  'emergencies.open': ['operator', ...DESK, 'leader'],
  /** A handler for the steps and forces of his department only. */
  'emergencies.act': [...DESK, 'handler', 'leader'],
  'stage.read': CITY_READERS,
  /** Who leads the command room says what the criteria do not know. */
  'stage.override': ['supervisor', 'leader'],
  'walls.read': ['operator', 'duty', 'supervisor', 'leader', 'sysadmin', 'screen'],
  'walls.command': ['operator', 'duty', 'supervisor', 'leader'],
  'walls.presets': ['operator', 'duty', 'supervisor'],
  'screens.enrol': ['operator', 'duty', 'supervisor', 'sysadmin'],
  'screens.revoke': ['operator', 'supervisor', 'sysadmin', 'secadmin'],
  'simulator.control': ['operator', 'duty', 'supervisor', 'leader'],
  'accounts.manage': ['secadmin'],
  'tokens.manage': ['secadmin'],
  'system.read': ['sysadmin'],
  'audit.read': ['auditor'],
} as const satisfies Record<string, readonly Role[]>

export type Permit = keyof typeof PERMITS

/** @returns whether one of the principal's roles may do `act`. Department rules are checked where the object is known. */
export function mayDo(principal: Principal | null, act: Permit): boolean {
  if (principal === null) return false
  const allowed: readonly Role[] = PERMITS[act]
  return principal.roles.some((role) => allowed.includes(role))
}
