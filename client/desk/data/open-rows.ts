import { ApiProblem } from '../../data/api.ts'
import { readOpenRows } from './paging.ts'
import { queueStore, rowTable, showLoad, showRows } from './queue-store.ts'

const AGAIN_AFTER_MS = 3_000

/** Reads all open orders into the table, anew at each `read`, and tries again when it fails. */
export class OpenRows {
  #reading: AbortController | null = null
  #again: ReturnType<typeof setTimeout> | null = null

  /** Whether a reading was begun and did not come to its end. */
  isIncomplete(): boolean {
    return queueStore.getState().load.state === 'failed'
  }

  read(): void {
    this.stop()
    const reading = new AbortController()
    this.#reading = reading
    rowTable.beginPages()
    showLoad({ state: 'loading', loaded: 0, total: null, code: null })
    this.#run(reading.signal).catch((problem: unknown) => {
      if (reading.signal.aborted) return
      const code = problem instanceof ApiProblem ? problem.code : 'INTERNAL'
      showLoad({ ...queueStore.getState().load, state: 'failed', code })
      this.#again = setTimeout(() => this.read(), AGAIN_AFTER_MS)
    })
  }

  stop(): void {
    this.#reading?.abort()
    this.#reading = null
    if (this.#again !== null) clearTimeout(this.#again)
    this.#again = null
  }

  async #run(signal: AbortSignal): Promise<void> {
    await readOpenRows((page, loaded) => {
      // An answer may come when the reading was ended already.
      if (signal.aborted) return
      rowTable.page(page.rows)
      showRows()
      const total = page.total ?? queueStore.getState().load.total
      showLoad({ state: 'loading', loaded, total, code: null })
    }, signal)
    if (signal.aborted) return
    rowTable.endPages()
    showRows()
    showLoad({ state: 'ready', loaded: rowTable.size, total: rowTable.size, code: null })
  }
}
