import { parentPort, workerData } from 'node:worker_threads'
import { packError, toStoreError } from './errors.ts'
import type { Call, FromWorker, WorkerRole } from './link.ts'
import { createReader } from './reader.ts'
import { createWriter } from './writer.ts'

type Api = Readonly<Record<string, ((...args: never[]) => unknown) | undefined>>

const { role, dir }: { role: WorkerRole; dir: string } = workerData
const port = parentPort

/** Large columns are handed over; the worker has no use for them afterwards. */
const buffersIn = (value: unknown): ArrayBuffer[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap((part) =>
        ArrayBuffer.isView(part) && part.buffer instanceof ArrayBuffer ? [part.buffer] : [],
      )
    : []

const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void =>
  port?.postMessage(message, transfer)

let api: Api = {}

const open = (): void => {
  api = role === 'writer' ? createWriter(dir) : createReader(dir)
}

async function answer({ id, name, args }: Call): Promise<void> {
  try {
    const call = name === 'open' ? open : api[name]
    if (call === undefined) throw new Error(`no such call: ${name}`)
    const value = await call(...(args as never[]))
    send({ id, value }, buffersIn(value))
  } catch (error) {
    send({ id, error: packError(toStoreError(error, dir)) })
  }
  if (name === 'close') port?.close()
}

port?.on('message', (call: Call) => {
  void answer(call)
})
