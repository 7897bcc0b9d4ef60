import { Worker } from 'node:worker_threads'
import { isCompiled } from '../../../source-url.ts'
import type { BackfillColumn } from '../../store/store.ts'
import { createHistory, type HistoryInput } from './history.ts'
import type { HistoryReply } from './history-worker.ts'

const SCRIPT = new URL(
  isCompiled(import.meta.url) ? './history-worker.js' : './history-worker.mjs',
  import.meta.url,
)

/** Columns are handed over as they are made: more room for short-lived objects would only be memory held. */
const YOUNG_MB = 6

/** Makes the columns of one unit at a time, by its index. */
export type HistorySource = {
  columns(index: number): Promise<readonly BackfillColumn[]>
  close(): Promise<void>
}

/** Works beside the main thread, so that the wall stays live while history is made. */
export function createWorkerSource(input: HistoryInput): HistorySource {
  const worker = new Worker(SCRIPT, {
    workerData: input,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  type Waiting = {
    readonly resolve: (columns: readonly BackfillColumn[]) => void
    readonly reject: (error: Error) => void
  }
  const waiting = new Map<number, Waiting>()
  let ended: Error | null = null
  const end = (error: Error): void => {
    ended = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  worker.on('message', (reply: HistoryReply) => {
    const asked = waiting.get(reply.index)
    waiting.delete(reply.index)
    if ('failure' in reply) asked?.reject(new Error(reply.failure))
    else asked?.resolve(reply.columns)
  })
  worker.on('error', end)
  worker.on('exit', () => end(ended ?? new Error('the history worker has ended')))
  return {
    columns: (index) =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended)
        waiting.set(index, { resolve, reject })
        worker.postMessage(index)
      }),
    close: async () => {
      await worker.terminate()
    },
  }
}

/** Works in this thread: for tests. */
export function createLocalSource(input: HistoryInput): HistorySource {
  const history = createHistory(input)
  return {
    columns: async (index) => {
      const unit = history.units[index]
      return unit === undefined ? [] : history.columnsOf(unit)
    },
    close: async () => {},
  }
}
