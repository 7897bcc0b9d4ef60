import { Worker } from 'node:worker_threads'
import { AppError } from '../../../protocol/error/codes.ts'
import { isCompiled } from '../../../source-url.ts'
import { type ErrorMessage, unpackError } from './errors.ts'

const SCRIPT = new URL(
  isCompiled(import.meta.url) ? './worker.js' : './worker.mjs',
  import.meta.url,
)

/** A thread lives on short-lived rows: more room for them would only be memory held. */
const YOUNG_MB = 6

export type WorkerRole = 'writer' | 'reader'

/** One call to the worker's functions. */
export type Call = { readonly id: number; readonly name: string; readonly args: readonly unknown[] }

export type FromWorker =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ErrorMessage }

type Waiting = { resolve(value: unknown): void; reject(error: Error): void }

/** The functions that a worker offers, by name. */
type Functions<Api> = {
  [K in keyof Api]: Api[K] extends (...args: infer Args) => infer Result
    ? { args: Args; result: Awaited<Result> }
    : never
}

/**
 * A worker thread and the calls that wait for it. When the thread dies, everything that waits or comes later
 * is refused with the reason.
 */
export class WorkerLink<Api> {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #exited: Promise<void>
  readonly #onLost: (reason: AppError) => void
  #nextId = 1
  #dead: Error | null = null
  #closing = false

  /**
   * Starts the thread. It opens the file when it is told to (`open`), so that two threads load side by side.
   *
   * @param onLost told once when the thread ends without having been asked to `close`
   */
  constructor(role: WorkerRole, dir: string, onLost: (reason: AppError) => void = () => undefined) {
    this.#onLost = onLost
    this.#worker = new Worker(SCRIPT, {
      workerData: { role, dir },
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    this.#worker.on('message', (message: FromWorker) => this.#receive(message))
    this.#worker.on('error', (error) => {
      this.#die(`the ${role} thread of the storage failed: ${error.message}`, error)
    })
    this.#exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#die(`the ${role} thread of the storage has ended (${code})`)
        resolve()
      })
    })
  }

  /** @throws AppError why the file could not be opened; the thread is of no use then */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#post('open', [], [], { resolve: () => resolve(), reject })
    })
  }

  /** Calls a function of the worker; buffers in `transfer` are handed over and are empty here afterwards. */
  call<Name extends keyof Api & string>(
    name: Name,
    args: Functions<Api>[Name]['args'],
    transfer: ArrayBuffer[] = [],
  ): Promise<Functions<Api>[Name]['result']> {
    return new Promise((resolve, reject) => {
      this.#post(name, args, transfer, { resolve: (value) => resolve(value as never), reject })
    })
  }

  /** Ends the thread at once, as a crash would. */
  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  /** Resolves when the thread is gone. */
  async exited(): Promise<void> {
    await this.#exited
  }

  #post(name: string, args: readonly unknown[], transfer: ArrayBuffer[], waiting: Waiting): void {
    if (this.#dead !== null) {
      waiting.reject(this.#dead)
      return
    }
    this.#closing ||= name === 'close'
    const id = this.#nextId
    this.#nextId += 1
    this.#waiting.set(id, waiting)
    this.#worker.postMessage({ id, name, args } satisfies Call, transfer)
  }

  #receive(message: FromWorker): void {
    if ('error' in message) {
      this.#settle(message.id, (waiting) => waiting.reject(unpackError(message.error)))
    } else this.#settle(message.id, (waiting) => waiting.resolve(message.value))
  }

  #settle(id: number, how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (waiting !== undefined) how(waiting)
  }

  #die(reason: string, cause?: unknown): void {
    if (this.#dead !== null) return
    const dead = new AppError('STORE_UNAVAILABLE', { detail: { reason }, cause })
    this.#dead = dead
    for (const { reject } of this.#waiting.values()) reject(dead)
    this.#waiting.clear()
    if (!this.#closing) this.#onLost(dead)
  }
}
