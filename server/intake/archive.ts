import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { AppError } from '../../protocol/error/codes.ts'

/** A workbook of ours has about ten entries; one with pictures and many sheets some hundred. */
const MOST_ENTRIES = 1_000
/** All entries together, inflated. */
const MOST_INFLATED_BYTES = 300 * 1024 * 1024
/** XML of a sheet shrinks to a tenth or twentieth; a bomb to a thousandth. */
const MOST_RATIO = 150
/** Below this size the ratio does not matter. */
const FREE_BYTES = 4 * 1024 * 1024

const openZip = promisify<string, yauzl.Options, ZipFile>(yauzl.open)

const tooLarge = (reason: string, most: number): AppError =>
  new AppError('ARCHIVE_TOO_LARGE', { detail: { reason, most } })

const unreadable = (cause: unknown): AppError =>
  cause instanceof AppError
    ? cause
    : new AppError('MALFORMED', { detail: { reason: 'not a readable workbook' }, cause })

/** A zip file whose directory was found harmless. Nothing of it is ever written to disk, so its names lead nowhere. */
export type Archive = {
  has(name: string): boolean
  /** The entry's text, inflated while it is read and never beyond what the directory says. */
  text(name: string): AsyncGenerator<string>
  close(): void
}

/**
 * Opens a zip file and refuses a bomb by its directory alone: before anything is inflated, entries are counted, their
 * declared sizes added up and compared with what they take in the file (S20). Whoever lies about sizes is stopped while
 * inflating.
 *
 * @throws AppError ARCHIVE_TOO_LARGE, MALFORMED
 */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await openZip(path, {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: true,
  }).catch((cause: unknown) => {
    throw unreadable(cause)
  })
  try {
    const entries = await listEntries(zip)
    return archiveOf(zip, entries)
  } catch (error) {
    zip.close()
    throw unreadable(error)
  }
}

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) throw tooLarge('entries', MOST_ENTRIES)
  const entries = new Map<string, Entry>()
  let inflated = 0
  let deflated = 0
  const seen = (entry: Entry): void => {
    inflated += entry.uncompressedSize
    deflated += entry.compressedSize
    const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize)
    if (inflated > MOST_INFLATED_BYTES) throw tooLarge('inflated size', MOST_INFLATED_BYTES)
    if (entry.uncompressedSize > FREE_BYTES && ratio > MOST_RATIO) {
      throw tooLarge('ratio', MOST_RATIO)
    }
    // Entries that lie over one another declare more than the file holds.
    if (deflated > zip.fileSize) throw tooLarge('overlapping entries', zip.fileSize)
    if ((entry.generalPurposeBitFlag & 1) !== 0)
      throw new AppError('FILE_KIND', { detail: { reason: 'encrypted' } })
    entries.set(entry.fileName, entry)
  }
  const done = once(zip, 'end')
  let failure: unknown = null
  zip.on('entry', (entry: Entry) => {
    try {
      seen(entry)
      zip.readEntry()
    } catch (error) {
      failure = error
      zip.emit('end')
    }
  })
  zip.readEntry()
  await done
  if (failure !== null) throw failure
  return entries
}

function archiveOf(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Archive {
  const openStream = (entry: Entry): Promise<Readable> =>
    new Promise((resolve, reject) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error === null && stream !== undefined) resolve(stream)
        else reject(unreadable(error))
      })
    })
  return {
    has: (name) => entries.has(name),
    async *text(name) {
      const entry = entries.get(name)
      if (entry === undefined) throw unreadable(`no ${name}`)
      const stream = await openStream(entry)
      const decoder = new TextDecoder('utf-8')
      let bytes = 0
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          bytes += chunk.length
          if (bytes > MOST_INFLATED_BYTES) throw tooLarge('inflated size', MOST_INFLATED_BYTES)
          yield decoder.decode(chunk, { stream: true })
        }
      } catch (error) {
        // What grows beyond its declared size is a lie about it.
        throw /too many bytes/.test(String(error))
          ? tooLarge('declared size', entry.uncompressedSize)
          : unreadable(error)
      } finally {
        stream.destroy()
      }
    },
    close: () => zip.close(),
  }
}
