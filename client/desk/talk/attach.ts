import type { Attachment } from '../../../protocol/order/note.ts'
import { ApiProblem } from '../../data/api.ts'
import { notesKey, queryClient } from '../data/query.ts'
import { uploadFile } from './talk-api.ts'
import { addSending, changeSending, dropSending } from './talk-store.ts'

/** The server's own limit; asked here first, so that nobody sends 20 MB in vain. */
export const MOST_BYTES = 20 * 1024 * 1024

/** Files that are sent after one another: a slow line carries one whole file sooner than five halves. */
let turn: Promise<unknown> = Promise.resolve()

function problemBefore({ size }: File): ApiProblem | null {
  if (size > MOST_BYTES) return new ApiProblem(413, 'TOO_LARGE')
  return size === 0 ? new ApiProblem(415, 'FILE_KIND', { reason: 'empty' }) : null
}

async function send(
  key: string,
  orderId: string,
  file: File,
  kind: Attachment['kind'],
  isCancelled: () => boolean,
): Promise<void> {
  if (isCancelled()) return
  const { done, cancel } = uploadFile(orderId, file, kind, (ratio) => changeSending(key, { ratio }))
  changeSending(key, {
    cancel: () => {
      cancel()
      dropSending(key)
    },
  })
  try {
    await done
    await queryClient.invalidateQueries({ queryKey: notesKey(orderId) })
    dropSending(key)
  } catch (problem) {
    changeSending(key, { problem, cancel: () => dropSending(key) })
  }
}

/** Hangs files on an order, one after the other; each shows how far it is and why it was not taken. */
export function attach(orderId: string, files: Iterable<File>, kind: Attachment['kind']): void {
  for (const file of files) {
    const key = crypto.randomUUID()
    const problem = problemBefore(file)
    let cancelled = false
    addSending({
      key,
      orderId,
      name: file.name,
      bytes: file.size,
      kind,
      ratio: 0,
      problem,
      cancel: () => {
        cancelled = true
        dropSending(key)
      },
    })
    if (problem !== null) continue
    const act = () => send(key, orderId, file, kind, () => cancelled)
    turn = turn.then(act, act)
  }
}
