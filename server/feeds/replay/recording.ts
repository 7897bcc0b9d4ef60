import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Mapping } from '../../../data-fixtures/mappings/mapping.ts'
import { type ConvertCounts, createConverter, newCounts, type RecordedReading } from './convert.ts'
import { readRows } from './rows.ts'

/** One recorded file with the part of the mapping that fits its name. */
type Track = {
  readonly name: string
  readonly counts: ConvertCounts
  next(): Promise<RecordedReading[] | null>
  close(): Promise<unknown>
}

export type Recording = {
  /** Counts by file name, complete once the readings were read to the end. */
  readonly counts: ReadonlyMap<string, ConvertCounts>
  /** Rows of all files merged by time; each item holds the readings of one row. */
  rows(): AsyncGenerator<RecordedReading[]>
}

/**
 * @param path a file, or a folder of which the files that the mapping knows are taken
 * @throws Error when no file fits the mapping
 */
export async function openRecording(path: string, mapping: Mapping): Promise<Recording> {
  const isFolder = (await stat(path)).isDirectory()
  const paths = isFolder ? (await readdir(path)).sort().map((name) => join(path, name)) : [path]
  const tracks = paths.flatMap((file) => trackOf(file, mapping) ?? [])
  if (tracks.length === 0) {
    const known = mapping.files.map((file) => file.match).join(', ')
    throw new Error(`no file at ${path} fits this mapping (${known})`)
  }
  return {
    counts: new Map(tracks.map((track) => [track.name, track.counts])),
    rows: () => mergeByTime(tracks),
  }
}

function trackOf(path: string, mapping: Mapping): Track | null {
  const name = basename(path)
  const file = mapping.files.find((candidate) => new RegExp(candidate.match).test(name))
  if (file === undefined) return null
  const counts = newCounts()
  const convert = createConverter(mapping, file, counts)
  const rows = readRows(path, file.format)
  return {
    name,
    counts,
    async next() {
      for (;;) {
        const { value, done } = await rows.next()
        if (done === true) return null
        const readings = convert(value)
        if (readings.length > 0) return readings
      }
    },
    close: () => rows.return(undefined),
  }
}

async function* mergeByTime(tracks: readonly Track[]): AsyncGenerator<RecordedReading[]> {
  const heads: { track: Track; readings: RecordedReading[] }[] = []
  const advance = async (track: Track): Promise<void> => {
    const readings = await track.next()
    if (readings !== null) heads.push({ track, readings })
  }
  try {
    for (const track of tracks) await advance(track)
    while (heads.length > 0) {
      let first = 0
      for (let i = 1; i < heads.length; i++) {
        if (timeOfHead(heads[i]) < timeOfHead(heads[first])) first = i
      }
      const [head] = heads.splice(first, 1)
      if (head === undefined) return
      yield head.readings
      await advance(head.track)
    }
  } finally {
    for (const track of tracks) await track.close()
  }
}

const timeOfHead = (head: { readings: RecordedReading[] } | undefined): number =>
  head?.readings[0]?.atMs ?? Number.POSITIVE_INFINITY
