import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Principal } from '../../protocol/access/role.ts'
import { AppError } from '../../protocol/error/codes.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import type { Store } from '../store/store.ts'
import { anOrder } from '../store/testing.ts'
import { createBlobs } from './blobs.ts'
import { createFiles, MOST_FILES } from './files.ts'
import { aJpeg } from './testing.ts'

const DUTY: Principal = {
  kind: 'user',
  name: 'duty',
  roles: ['duty'],
  department: null,
  wall: null,
}
const CLAIM = { kind: 'after', name: 'a.jpg', takenAtMs: null, position: null } as const
const ORDER = anOrder({ id: 'CG1' })

let dir: string
let store: Store
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nzh-files-'))
  store = createMemoryStore()
})
afterEach(async () => {
  await store.close()
  rmSync(dir, { recursive: true, force: true })
})

const aDesk = (openFile?: Parameters<typeof createBlobs>[1], kept: Store = store) =>
  createFiles({
    blobs: createBlobs(dir, openFile),
    store: kept,
    isInDistrict: () => true,
    nowMs: () => Date.UTC(2024, 5, 7),
  })

/** Everything that lies on the disk, by its path. */
const onDisk = (): string[] =>
  readdirSync(dir, { recursive: true })
    .map(String)
    .filter((path) => statSync(join(dir, path)).isFile())

const put = async (files: ReturnType<typeof aDesk>, bytes: Buffer, order = ORDER) =>
  files.add(order, await files.receive(Readable.from([bytes])), CLAIM, DUTY)

test('the same bytes lie on the disk once, and go with the last who has them', async () => {
  const files = aDesk()
  const [one, two] = [await put(files, aJpeg(8, 8)), await put(files, aJpeg(8, 8))]
  const name = join(one.sha256.slice(0, 2), one.sha256)
  expect(onDisk()).toEqual([name])
  await files.remove('CG1', one.id, DUTY)
  expect(onDisk()).toEqual([name])
  await files.remove('CG1', two.id, DUTY)
  expect(onDisk()).toEqual([])
})

test('a file that an act names is there to stay', async () => {
  const files = aDesk()
  const { id } = await put(files, aJpeg(8, 8))
  const at = ORDER.createdAt
  const act = { orderId: 'CG1', action: 'submit', actor: 'a', at, recordedAt: at }
  await store.commit({
    readings: [],
    computed: [],
    alarms: [],
    orders: [{ ...act, rev: ORDER.rev, args: { photos: [id] }, order: ORDER }],
  })
  await expect(files.remove('CG1', id, DUTY)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    detail: { reason: 'an act names it' },
  })
  expect(await files.attachmentsOf('CG1')).toHaveLength(1)
})

test('of many who add at once, the order gets fifty and the rest are told so', async () => {
  const files = aDesk()
  const all = Array.from({ length: MOST_FILES + 5 }, (_, i) => put(files, aJpeg(8, i + 1)))
  const results = await Promise.allSettled(all)
  const refused = results.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(5)
  for (const result of refused) {
    expect(result).toMatchObject({ reason: { code: 'TOO_LARGE', detail: { mostFiles: 50 } } })
  }
  expect(onDisk()).toHaveLength(MOST_FILES)
})

test('a full disk is told as such while the bytes come in, and nothing of them is left', async () => {
  // What the system itself answers to every write there.
  const files = aDesk(() => open('/dev/full', 'w'))
  await expect(put(files, aJpeg(8, 8))).rejects.toMatchObject({ code: 'STORE_FULL' })
  expect(onDisk()).toEqual([])
})

test('a sender who is cut off leaves nothing behind', async () => {
  const files = aDesk()
  const source = Readable.from(
    (async function* () {
      yield aJpeg(8, 8)
      throw new Error('cut off')
    })(),
  )
  await expect(files.receive(source)).rejects.toThrow('cut off')
  expect(onDisk()).toEqual([])
})

test('when the facts cannot be kept, the bytes are not kept either', async () => {
  const full: Store = Object.assign(Object.create(store), {
    putRecords: async () => {
      throw new AppError('STORE_FULL')
    },
  })
  await expect(put(aDesk(undefined, full), aJpeg(8, 8))).rejects.toMatchObject({
    code: 'STORE_FULL',
  })
  expect(onDisk()).toEqual([])
})

test('what a crash left is swept at the start: half a file, and a whole one that no record names', async () => {
  const files = aDesk()
  const kept = await put(files, aJpeg(8, 8))
  // The process ends while bytes come in …
  await files.receive(Readable.from([aJpeg(9, 9)]))
  // … and between the bytes' name and the record of it: once for new bytes, once for those of `kept`.
  const blobs = createBlobs(dir)
  await blobs.keep(await blobs.receive(Readable.from([aJpeg(7, 7)])))
  await blobs.doubt(kept.sha256)
  expect(onDisk()).toHaveLength(5)
  const next = aDesk()
  await next.start()
  expect(onDisk()).toEqual([join(kept.sha256.slice(0, 2), kept.sha256)])
  expect(await next.find('CG1', kept.id)).toEqual(kept)
  await expect(next.find('CG2', kept.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('an empty folder and one that is not there yet can be swept', async () => {
  rmSync(dir, { recursive: true, force: true })
  await aDesk().start()
  await put(aDesk(), aJpeg(8, 8))
  expect(onDisk()).toHaveLength(1)
})
