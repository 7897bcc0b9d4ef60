import { Worker } from 'node:worker_threads'
import { isCompiled } from '../../source-url.ts'
import type { Cell } from './cells.ts'
import type { ToMain, ToWorker, XlsxSheet } from './xlsx-messages.ts'

const SCRIPT = new URL(
  isCompiled(import.meta.url) ? './xlsx-worker.js' : './xlsx-worker.mjs',
  import.meta.url,
)

/** The thread that writes, and what it has sent since it was last asked. */
class Bench {
  readonly #worker: Worker
  #chunks: Uint8Array[] = []
  #failure: Error | null = null
  #answered: (() => void) | null = null

  constructor(sheet: XlsxSheet) {
    this.#worker = new Worker(SCRIPT, { workerData: sheet, execArgv: [] })
    this.#worker.on('message', (message: ToMain) => {
      if (message.kind === 'chunk') this.#chunks.push(message.bytes)
      else this.#answered?.()
    })
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.once('exit', () => this.#fail(new Error('the thread of the export has ended')))
  }

  /** Sends something and waits until it is worked off. @returns the bytes that came meanwhile */
  async do(message: ToWorker): Promise<Uint8Array[]> {
    if (this.#failure === null) {
      await new Promise<void>((resolve) => {
        this.#answered = resolve
        this.#worker.postMessage(message)
      })
    }
    if (this.#failure !== null) throw this.#failure
    const chunks = this.#chunks
    this.#chunks = []
    return chunks
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#answered?.()
  }
}

/**
 * An XLSX file, made in a thread of its own, so that the writing of it never holds the event loop (R30). It is made as
 * fast as it is taken: whoever stops reading stops the thread.
 */
export async function* xlsxOf(
  sheet: XlsxSheet,
  pages: AsyncIterable<readonly Cell[][]>,
): AsyncGenerator<Uint8Array> {
  const bench = new Bench(sheet)
  try {
    for await (const rows of pages) yield* await bench.do({ kind: 'rows', rows })
    yield* await bench.do({ kind: 'end' })
  } finally {
    await bench.close()
  }
}
