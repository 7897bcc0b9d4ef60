import type { Role } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import type { Account, IdentityStore, MetaStore } from '../store/store.ts'
import type { SeededAccount } from './demo-accounts.ts'
import {
  DEMO_COST,
  hashPassword,
  passwordProblem,
  randomPassword,
  STRONG_COST,
  verifyPassword,
} from './password.ts'

/** What is told of an account; its hash never leaves. */
export type AccountView = Omit<Account, 'passwordHash'> & { readonly mustChangePassword: boolean }

export type AccountChange = {
  readonly roles?: readonly Role[]
  readonly department?: string | null
  readonly displayName?: string
  readonly disabled?: boolean
  readonly password?: string
}

export type AccountsOptions = {
  readonly store: IdentityStore & MetaStore
  readonly profile: 'demo' | 'production'
  readonly hasDepartment: (code: string) => boolean
  /** Told after the rights of an account changed, so that its sessions and sockets end. */
  readonly onRightsChanged: (username: string) => Promise<void>
}

const SEPARATE_OFFICES: ReadonlySet<Role> = new Set<Role>(['sysadmin', 'secadmin', 'auditor'])
const MACHINE_ROLES: ReadonlySet<Role> = new Set<Role>(['feed', 'screen'])
const MUST_CHANGE = (username: string): string => `identity.must-change:${username}`

/** Why nobody may hold these roles together; null = allowed. Three separate administrators (三员分立). */
export function rolesProblem(
  roles: readonly Role[],
  department: string | null,
  hasDepartment: (code: string) => boolean,
): string | null {
  if (roles.length === 0) return 'an account needs a role'
  if (new Set(roles).size < roles.length) return 'a role is named twice'
  if (roles.some((role) => MACHINE_ROLES.has(role)))
    return 'feed and screen are no roles of a person'
  if (roles.length > 1 && roles.some((role) => SEPARATE_OFFICES.has(role))) {
    return 'sysadmin, secadmin and auditor are each held alone'
  }
  if (department !== null && !hasDepartment(department)) return `no department ${department}`
  if (roles.includes('handler') !== (department !== null)) {
    return 'a handler belongs to a department, and nobody else does'
  }
  return null
}

/** Accounts of people: seeding, checking a password, and what the security administrator may do with them. */
export function createAccounts({
  store,
  profile,
  hasDepartment,
  onRightsChanged,
}: AccountsOptions) {
  /** An unknown name costs the same time as a known one. */
  const dummy = hashPassword(randomPassword(), profile === 'demo' ? DEMO_COST : STRONG_COST)
  let seeded: Promise<void> = Promise.resolve()

  const mustChange = async (username: string): Promise<boolean> =>
    (await store.meta(MUST_CHANGE(username))) === 'true'
  const view = async ({ passwordHash: _, ...account }: Account): Promise<AccountView> => ({
    ...account,
    mustChangePassword: await mustChange(account.username),
  })
  /** Demo accounts have well-known passwords: outside the demo they do not exist. */
  const usable = (account: Account | null): account is Account =>
    account !== null && !account.disabled && (profile === 'demo' || !account.demo)
  const acceptable = (password: string, username: string): void => {
    const problem = passwordProblem(password, username)
    if (problem !== null) throw new AppError('MALFORMED', { detail: { password: problem } })
  }
  const rolesAllowed = (roles: readonly Role[], department: string | null): void => {
    const problem = rolesProblem(roles, department, hasDepartment)
    if (problem !== null) throw new AppError('MALFORMED', { detail: { roles: problem } })
  }

  async function seed(accounts: readonly SeededAccount[]): Promise<void> {
    const known = new Set((await store.accounts()).map(({ username }) => username))
    const missing = accounts.filter(({ username }) => !known.has(username))
    const hashed = await Promise.all(
      missing.map(async (account) => ({
        ...account,
        passwordHash: await hashPassword(account.username, DEMO_COST),
        disabled: false,
        demo: true,
      })),
    )
    for (const account of hashed) await store.putAccount(account)
  }

  return {
    /** Adds the demo accounts that are missing, in the background; a sign-in waits for the end of it. */
    seedDemo(accounts: readonly SeededAccount[]): Promise<void> {
      seeded = seed(accounts)
      return seeded
    },

    /**
     * First start of production: one security administrator, nothing else.
     *
     * @returns its password, to be shown once on the console; null when a person's account exists already
     */
    async bootstrap(): Promise<{ username: string; password: string } | null> {
      if ((await store.accounts()).some(({ demo }) => !demo)) return null
      const [username, password] = ['secadmin', randomPassword()]
      await store.putMeta(MUST_CHANGE(username), 'true')
      await store.putAccount({
        username,
        passwordHash: await hashPassword(password),
        roles: ['secadmin'],
        department: null,
        displayName: '安全管理员',
        disabled: false,
        demo: false,
      })
      return { username, password }
    },

    /** @returns the account when the password is right and it may be used; null otherwise, after the same time */
    async verify(username: string, password: string): Promise<Account | null> {
      await seeded
      const account = await store.account(username)
      const right = await verifyPassword(password, account?.passwordHash ?? (await dummy))
      return right && usable(account) ? account : null
    },

    /** @returns the account when it may act now */
    async active(username: string): Promise<Account | null> {
      const account = await store.account(username)
      return usable(account) ? account : null
    },
    mustChange,

    async list(): Promise<AccountView[]> {
      return Promise.all((await store.accounts()).map(view))
    },

    async create(input: {
      readonly username: string
      readonly password: string
      readonly roles: readonly Role[]
      readonly department: string | null
      readonly displayName: string
    }): Promise<AccountView> {
      const { password, ...rest } = input
      await seeded
      rolesAllowed(rest.roles, rest.department)
      acceptable(password, rest.username)
      if ((await store.account(rest.username)) !== null) {
        throw new AppError('ACCOUNT_EXISTS', { detail: { username: rest.username } })
      }
      const account = {
        ...rest,
        passwordHash: await hashPassword(password),
        disabled: false,
        demo: false,
      }
      await store.putMeta(MUST_CHANGE(rest.username), 'true')
      await store.putAccount(account)
      return view(account)
    },

    /** @throws AppError FORBIDDEN when `by` would change its own account, NOT_FOUND for an unknown one */
    async change(by: string, username: string, change: AccountChange): Promise<AccountView> {
      if (by === username) {
        throw new AppError('FORBIDDEN', { detail: { reason: 'nobody changes their own account' } })
      }
      const account = await store.account(username)
      if (account === null) throw new AppError('NOT_FOUND', { detail: { username } })
      const { password, ...rest } = change
      const next: Account = { ...account, ...rest }
      rolesAllowed(next.roles, next.department)
      if (password !== undefined) acceptable(password, username)
      const passwordHash =
        password === undefined ? account.passwordHash : await hashPassword(password)
      if (password !== undefined) await store.putMeta(MUST_CHANGE(username), 'true')
      await store.putAccount({ ...next, passwordHash })
      await onRightsChanged(username)
      return view(next)
    },

    /** @throws AppError BAD_CREDENTIALS when `current` is wrong, MALFORMED when `next` is too weak */
    async changeOwnPassword(username: string, current: string, next: string): Promise<void> {
      const account = await this.verify(username, current)
      if (account === null) throw new AppError('BAD_CREDENTIALS')
      acceptable(next, username)
      if (next === current) {
        throw new AppError('MALFORMED', { detail: { password: 'must differ from the old one' } })
      }
      await store.putAccount({
        ...account,
        passwordHash: await hashPassword(next),
        demo: account.demo,
      })
      await store.putMeta(MUST_CHANGE(username), 'false')
      await onRightsChanged(username)
    },
  }
}

export type Accounts = ReturnType<typeof createAccounts>
