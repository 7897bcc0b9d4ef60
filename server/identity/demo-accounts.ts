import type { Role } from '../../protocol/access/role.ts'
import type { Department } from '../../protocol/catalog.ts'

export type SeededAccount = {
  /** Also the password (PROTOCOL §1). */
  readonly username: string
  readonly roles: readonly Role[]
  readonly department: string | null
  readonly displayName: string
}

const OFFICES: ReadonlyArray<readonly [username: Role, displayName: string]> = [
  ['operator', '大屏操作员'],
  ['duty', '值班员'],
  ['supervisor', '值班长'],
  ['checker', '核查员'],
  ['leader', '领导'],
  ['sysadmin', '系统管理员'],
  ['secadmin', '安全管理员'],
  ['auditor', '审计管理员'],
]

/** The demo profile's accounts: one for each office, and a handler (处置员) for each department. */
export function demoAccounts(departments: readonly Department[]): readonly SeededAccount[] {
  return [
    ...OFFICES.map(([username, displayName]) => ({
      username,
      roles: [username],
      department: null,
      displayName,
    })),
    ...departments.map(({ code, name_zh }) => ({
      username: `handler-${code}`,
      roles: ['handler'] as const,
      department: code,
      displayName: `${name_zh}处置员`,
    })),
  ]
}
