import { AppError } from '../../../protocol/error/codes.ts'
import type { Format } from '../client.ts'
import type { Resume } from '../hub.ts'

const MOST_TOPICS = 64
const LONGEST_TOPIC = 200

export type ParsedWatch = {
  /** Without repetitions. */
  readonly topics: readonly string[]
  readonly format: Format
  readonly resume: Resume | null
  /** Snapshots without their orders. */
  readonly bare: boolean
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads what a client sent as `watch`. Looks at the fields it knows and goes no deeper, whatever is nested.
 *
 * @throws AppError MALFORMED or TOO_MANY_TOPICS
 */
export function parseWatch(request: unknown): ParsedWatch {
  if (!isRecord(request)) throw new AppError('MALFORMED')
  const {
    topics,
    format = 'json',
    resume,
    bare = false,
  } = request as {
    topics?: unknown
    format?: unknown
    resume?: unknown
    bare?: unknown
  }
  if (!Array.isArray(topics)) throw new AppError('MALFORMED')
  if (topics.length > MOST_TOPICS) {
    throw new AppError('TOO_MANY_TOPICS', { detail: { most: MOST_TOPICS } })
  }
  const names = topics.map((topic: unknown) => {
    if (typeof topic !== 'string' || topic.length > LONGEST_TOPIC) throw new AppError('MALFORMED')
    return topic
  })
  if (format !== 'json' && format !== 'binary') throw new AppError('MALFORMED')
  if (typeof bare !== 'boolean') throw new AppError('MALFORMED')
  return { topics: [...new Set(names)], format, resume: parseResume(resume), bare }
}

function parseResume(resume: unknown): Resume | null {
  if (resume === undefined || resume === null) return null
  if (!isRecord(resume)) throw new AppError('MALFORMED')
  const { epoch, seqs } = resume as { epoch?: unknown; seqs?: unknown }
  if (typeof epoch !== 'string' || !isRecord(seqs)) throw new AppError('MALFORMED')
  const entries = Object.entries(seqs).map(([topic, seq]): [string, number] => {
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq)) throw new AppError('MALFORMED')
    return [topic, seq]
  })
  return { epoch, seqs: new Map(entries) }
}
