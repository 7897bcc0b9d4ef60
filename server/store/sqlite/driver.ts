import { createRequire } from 'node:module'

/** What a column can hold here: no blobs, no 64-bit integers beyond 2^53. */
export type SqlValue = number | string | null

/** A prepared statement whose rows have the shape `Row`, as its SQL selects them. */
export interface Statement<Row> {
  run(...parameters: readonly SqlValue[]): { readonly changes: number | bigint }
  get(...parameters: readonly SqlValue[]): Row | undefined
  all(...parameters: readonly SqlValue[]): Row[]
}

/** The part of `node:sqlite` that is used here. */
export interface Database {
  readonly isOpen: boolean
  readonly isTransaction: boolean
  exec(sql: string): void
  prepare<Row>(sql: string): Statement<Row>
  close(): void
}

type Driver = {
  readonly DatabaseSync: new (
    path: string,
    options?: { readonly readOnly?: boolean; readonly timeout?: number },
  ) => Database
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

/** Node's own SQLite where this Node has it without a flag (22.13), else the package that mirrors it. */
const driver: Driver = createRequire(import.meta.url)(
  major > 22 || (major === 22 && minor >= 13) ? 'node:sqlite' : '@photostructure/sqlite',
)

/**
 * Opens a database file, creating it when it is missing (unless `readOnly`).
 *
 * @throws an error with SQLite's `errcode`
 */
export const openFile = (path: string, options?: { readonly readOnly?: boolean }): Database =>
  new driver.DatabaseSync(path, { timeout: 0, ...options })
