import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { storeContract } from '../contract.ts'
import { openSqliteStore } from './open.ts'

let root = ''
let opened = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nzh-store-'))
})
afterAll(async () => {
  await rm(root, { recursive: true })
})

storeContract('sqlite', () => {
  opened += 1
  return openSqliteStore({ dir: join(root, String(opened)) })
})
