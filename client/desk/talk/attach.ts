import type { Attachment } from '../../../protocol/order/note.ts'
import { ApiProblem } from '../../data/api.ts'
import { newId } from '../../data/new-id.ts'
import { notesKey, queryClient } from '../data/query.ts'
import { putPhotoBy } from '../field/outbox.ts'
import { asSent } from '../field/photograph.ts'
import { isUnanswered, mayPutBy, putsBy } from '../field/reach.ts'
import { type FileClaim, uploadFile } from './talk-api.ts'
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
  claim: FileClaim,
  isCancelled: () => boolean,
): Promise<void> {
  if (isCancelled()) return
  const { done, cancel } = uploadFile(orderId, file, claim, (ratio) =>
    changeSending(key, { ratio }),
  )
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
    if (isUnanswered(problem) && mayPutBy()) {
      await putPhotoBy(orderId, file, claim)
      return dropSending(key)
    }
    changeSending(key, { problem, cancel: () => dropSending(key) })
  }
}

export type Attaching = {
  readonly kind: Attachment['kind']
  /** Taken here and now, by the phone's own camera. */
  readonly isTaken?: boolean
}

/**
 * Hangs files on an order, one after the other; each shows how far it is and why it was not taken. Without a link a
 * handler's are put by.
 */
export function attach(
  orderId: string,
  files: Iterable<File>,
  { kind, isTaken = false }: Attaching,
): void {
  for (const chosen of files) {
    const key = newId()
    let cancelled = false
    const act = async (): Promise<void> => {
      if (cancelled) return
      const { file, ...claim } = await asSent(chosen, isTaken)
      if (putsBy(orderId)) {
        await putPhotoBy(orderId, file, { kind, id: key, ...claim })
        return dropSending(key)
      }
      await send(key, orderId, file, { kind, id: key, ...claim }, () => cancelled)
    }
    const problem = problemBefore(chosen)
    addSending({
      key,
      orderId,
      name: chosen.name,
      bytes: chosen.size,
      kind,
      ratio: 0,
      problem,
      cancel: () => {
        cancelled = true
        dropSending(key)
      },
    })
    if (problem !== null) continue
    const safely = () => act().catch((failure: unknown) => changeSending(key, { problem: failure }))
    turn = turn.then(safely, safely)
  }
}
