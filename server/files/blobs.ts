import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { AppError } from '../../protocol/error/codes.ts'

/** Bytes that have come in and belong to nothing yet. */
export type Received = {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

const HASH = /^[0-9a-f]{64}$/
const MARK = '.new'
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** @returns a failure of the disk as the caller is told it; anything else as it is */
function diskError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('syscall' in error)) return error
  const full = 'code' in error && FULL.has(String(error.code))
  return new AppError(full ? 'STORE_FULL' : 'STORE_UNAVAILABLE', { cause: error })
}

async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Files by their content: the same bytes lie on the disk once, under their SHA-256 (`ab/abcd…`). What comes in is
 * written beside, made durable and only then given its name, so that a name never stands for half a file.
 *
 * @param dir folder of its own; made when something is first kept
 * @param openFile for tests: opens a new file for writing
 */
export function createBlobs(dir: string, openFile: (path: string) => Promise<FileHandle> = opened) {
  const incoming = join(dir, 'incoming')
  const folderOf = (sha256: string): string => {
    if (!HASH.test(sha256)) throw new Error('not a SHA-256')
    return join(dir, sha256.slice(0, 2))
  }
  const pathOf = (sha256: string): string => join(folderOf(sha256), sha256)
  const markOf = (sha256: string): string => join(incoming, `${sha256}${MARK}`)
  const has = async (sha256: string): Promise<boolean> =>
    (await stat(pathOf(sha256)).catch(() => null)) !== null

  async function write(source: Readable, file: FileHandle): Promise<Omit<Received, 'path'>> {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of source) {
      hash.update(chunk)
      bytes += chunk.length
      for (let from = 0; from < chunk.length; ) {
        from += (await file.write(chunk, from)).bytesWritten
      }
    }
    await file.sync()
    return { sha256: hash.digest('hex'), bytes }
  }

  const doubt = async (sha256: string): Promise<void> => {
    await (await openFile(markOf(sha256))).close()
  }

  return {
    /**
     * Takes bytes in; give the result to `keep` or `discard`.
     *
     * @throws AppError STORE_FULL or STORE_UNAVAILABLE, or whatever the source failed with; nothing is left behind
     */
    async receive(source: Readable): Promise<Received> {
      const path = join(incoming, randomUUID())
      try {
        await mkdir(incoming, { recursive: true, mode: 0o700 })
        const file = await openFile(path)
        try {
          return { path, ...(await write(source, file)) }
        } finally {
          await file.close()
        }
      } catch (error) {
        // What the sender still has to say is let run out, or his connection would hang.
        source.resume()
        await rm(path, { force: true })
        throw diskError(error)
      }
    },

    discard: ({ path }: Received): Promise<void> => rm(path, { force: true }),

    read: ({ path }: Received): Promise<Buffer> => readFile(path),

    /**
     * Gives received bytes their name, durably. Until `settle` says that somebody's record names them, a mark tells
     * the next start that they may belong to nobody.
     *
     * @throws AppError STORE_FULL or STORE_UNAVAILABLE; nothing is left behind
     */
    async keep(received: Received): Promise<void> {
      const { sha256, path } = received
      try {
        if (await has(sha256)) return await rm(path, { force: true })
        await doubt(sha256)
        await mkdir(folderOf(sha256), { recursive: true, mode: 0o700 })
        await syncDir(dir)
        await rename(path, pathOf(sha256))
        await syncDir(folderOf(sha256))
      } catch (error) {
        await rm(path, { force: true })
        await rm(markOf(sha256), { force: true })
        throw diskError(error)
      }
    },

    /** Marks named bytes as perhaps nobody's, before the last record that names them goes. Ends with `settle` or `remove`. */
    doubt,

    settle: (sha256: string): Promise<void> => rm(markOf(sha256), { force: true }),

    async remove(sha256: string): Promise<void> {
      await rm(pathOf(sha256), { force: true })
      await rm(markOf(sha256), { force: true })
    },

    has,

    /** @param range first and last byte, both included; left out: all of it */
    stream: (
      sha256: string,
      range?: { readonly start: number; readonly end: number },
    ): ReadStream => createReadStream(pathOf(sha256), range ?? {}),

    /**
     * Clears away what a crash left: bytes that never got their name, and named ones that no record came to name.
     * Call once, before anything is received.
     *
     * @param isNamed whether a record names these bytes
     */
    async sweep(isNamed: (sha256: string) => Promise<boolean>): Promise<void> {
      for (const name of await readdir(incoming).catch(() => [])) {
        const sha256 = name.endsWith(MARK) ? name.slice(0, -MARK.length) : ''
        if (HASH.test(sha256) && !(await isNamed(sha256))) {
          await rm(pathOf(sha256), { force: true })
        }
        await rm(join(incoming, name), { force: true })
      }
    },
  }
}

const opened = (path: string): Promise<FileHandle> => open(path, 'w', 0o600)

export type Blobs = ReturnType<typeof createBlobs>
