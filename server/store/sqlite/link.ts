import { Worker } from 'node:worker_threads'
import { AppError } from '../../../protocol/error/codes.ts'
import { type ErrorMessage, unpackError } from './errors.ts'

export type WorkerRole = 'writer' | 'reader'

/** One call to the worker's functions. */
export type Call = { readonly id: number; readonly name: string; readonly args: readonly unknown[] }

export type FromWorker =
  | { readonly ready: true }
  | { readonly failed: ErrorMessage }
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
  readonly #dir: string
  readonly #exited: Promise<void>
  #nextId = 1
  #dead: Error | null = null

  private constructor(worker: Worker, dir: string) {
    this.#worker = worker
    this.#dir = dir
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#die('the storage thread has ended')
        resolve()
      })
    })
    worker.on('error', (error) => this.#die(`the storage thread failed: ${error.message}`, error))
  }

  /** Starts the thread and waits until the file is open. @throws AppError why it could not be opened */
  static async start<Api>(role: WorkerRole, dir: string): Promise<WorkerLink<Api>> {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      workerData: { role, dir },
      execArgv: [],
    })
    const link = new WorkerLink<Api>(worker, dir)
    await new Promise<void>((resolve, reject) => {
      link.#waiting.set(0, { resolve: () => resolve(), reject })
      worker.on('message', (message: FromWorker) => link.#receive(message))
    })
    return link
  }

  /** Calls a function of the worker; buffers in `transfer` are handed over and are empty here afterwards. */
  call<Name extends keyof Api & string>(
    name: Name,
    args: Functions<Api>[Name]['args'],
    transfer: ArrayBuffer[] = [],
  ): Promise<Functions<Api>[Name]['result']> {
    return new Promise((resolve, reject) => {
      if (this.#dead !== null) {
        reject(this.#dead)
        return
      }
      const id = this.#nextId
      this.#nextId += 1
      this.#waiting.set(id, { resolve: (value) => resolve(value as never), reject })
      this.#worker.postMessage({ id, name, args } satisfies Call, transfer)
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

  #receive(message: FromWorker): void {
    if ('ready' in message) this.#settle(0, (waiting) => waiting.resolve(undefined))
    else if ('failed' in message) {
      this.#settle(0, (waiting) => waiting.reject(unpackError(message.failed)))
    } else if ('error' in message) {
      this.#settle(message.id, (waiting) => waiting.reject(unpackError(message.error)))
    } else this.#settle(message.id, (waiting) => waiting.resolve(message.value))
  }

  #settle(id: number, how: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (waiting !== undefined) how(waiting)
  }

  #die(reason: string, cause?: unknown): void {
    this.#dead ??= new AppError('STORE_UNAVAILABLE', { detail: { reason, dir: this.#dir }, cause })
    const dead = this.#dead
    for (const { reject } of this.#waiting.values()) reject(dead)
    this.#waiting.clear()
  }
}
