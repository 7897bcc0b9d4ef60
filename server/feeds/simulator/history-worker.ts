import { parentPort, workerData } from 'node:worker_threads'
import type { BackfillColumn } from '../../store/store.ts'
import { createHistory, type HistoryInput } from './history.ts'

/** What the worker answers: the columns of one unit, or why it could not make them. */
export type HistoryReply =
  | { readonly index: number; readonly columns: BackfillColumn[] }
  | { readonly index: number; readonly failure: string }

// The only sender is `history-source.ts`, which sends a `HistoryInput` and whole numbers.
const history = createHistory(workerData as HistoryInput)

parentPort?.on('message', (index: number) => {
  const unit = history.units[index]
  try {
    const columns = unit === undefined ? [] : history.columnsOf(unit)
    const buffers = columns.flatMap(({ atMs, min, max, avg, last, n }) =>
      [atMs, min, max, avg, last, n].map((array) => array.buffer as ArrayBuffer),
    )
    const reply: HistoryReply = { index, columns }
    parentPort?.postMessage(reply, [...new Set(buffers)])
  } catch (error) {
    const reply: HistoryReply = { index, failure: String(error) }
    parentPort?.postMessage(reply)
  }
})
