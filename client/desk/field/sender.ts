import type { Order } from '../../../protocol/order/order.ts'
import { ApiProblem } from '../../data/api.ts'
import { loadSession } from '../../data/session.ts'
import { actOnOrder, type OrderDetail } from '../data/order-detail.ts'
import { notesKey, orderKey, queryClient } from '../data/query.ts'
import { sendComment, uploadFile } from '../talk/talk-api.ts'
import { factsFor, myself } from './ahead.ts'
import { answerOf } from './answer.ts'
import { commitItems, fieldDb } from './field-session.ts'
import { fieldStore } from './field-store.ts'
import { afterAnswer, nextToSend } from './merge.ts'
import type { Answer, OutItem } from './out-item.ts'
import { isReached, mayPutBy } from './reach.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

/** Sends one thing. @throws ApiProblem */
async function deliver(item: OutItem): Promise<Order | null> {
  const { orderId, id } = item
  const at = new Date(item.atMs).toISOString()
  switch (item.kind) {
    case 'act': {
      const { action, seen, basedOn, asNow } = item
      const args = asNow === true ? item.args : { ...item.args, doneAt: at, basedOn }
      return actOnOrder(orderId, { action, rev: seen.rev, actionId: id, args })
    }
    case 'comment':
      await sendComment(orderId, item.text, [], { id, saidAt: at })
      return null
    case 'photo': {
      const { kind, name, type, takenAt, position } = item.photo
      const blob = await fieldDb()?.get('blobs', id)
      if (blob === undefined)
        throw new ApiProblem(410, 'INTERNAL', { reason: 'the photo is not here' })
      const file = new File([blob], name, { type })
      await uploadFile(orderId, file, { kind, id, takenAt, position }, () => undefined).done
      return null
    }
  }
}

async function tried(item: OutItem): Promise<Answer> {
  try {
    return { kind: 'done', order: await deliver(item) }
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    // The session ended in the field: whoever it was signs in again, and what waits is still there.
    if (problem.status === 401 || problem.code === 'BAD_CSRF') await loadSession()
    return answerOf(problem)
  }
}

/** Shows at once what the server made of an act, and asks it for the rest. */
function show({ orderId, kind }: OutItem, order: Order | null): void {
  const key = orderKey(orderId)
  if (order !== null) {
    queryClient.setQueryData<OrderDetail>(key, (known) =>
      known === undefined || known.rev >= order.rev ? known : { ...known, ...order },
    )
  }
  void queryClient.invalidateQueries({ queryKey: key })
  if (kind !== 'act') void queryClient.invalidateQueries({ queryKey: notesKey(orderId) })
}

const isReady = (): boolean => mayPutBy() && isReached()

/** Sends what waits, one thing after the other, again and again until all of it is answered. */
function createSender() {
  let isRunning = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | null = null

  const rest = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    fieldStore.setState({ againAtMs: null })
  }

  const again = (): void => {
    rest()
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures)
    const ms = waitMs * (0.75 + Math.random() / 2)
    failures += 1
    fieldStore.setState({ againAtMs: Date.now() + ms })
    timer = setTimeout(() => void alone(), ms)
  }

  /** @returns whether there may be more to send now */
  const one = async (): Promise<boolean> => {
    const { items } = fieldStore.getState()
    const me = myself()
    const item = nextToSend(items)
    if (item === null || me === null || !isReady()) return false
    fieldStore.setState({ sendingId: item.id })
    const answer = await tried(item).finally(() => fieldStore.setState({ sendingId: null }))
    if (fieldDb() === null) return false
    if (answer.kind === 'later') {
      again()
      return false
    }
    failures = 0
    await commitItems((now) => afterAnswer(now, item, answer, me, factsFor))
    show(item, answer.kind === 'done' ? answer.order : null)
    return true
  }

  const run = async (): Promise<void> => {
    if (isRunning) return
    isRunning = true
    rest()
    try {
      while (await one());
    } finally {
      isRunning = false
    }
  }

  /** Of several windows of one account one sends. */
  const alone = async (): Promise<void> => {
    const locks: LockManager | undefined = navigator.locks
    try {
      await (locks === undefined ? run() : locks.request('nzh-field-sender', run))
    } catch (problem) {
      // Signed out in the middle of it, or the device keeps nothing any more: what waits is as it was.
      console.warn('what waits could not be sent', problem)
      if (fieldDb() !== null) again()
    }
  }

  return {
    /** There is something to send, or a link to send it by. */
    poke(): void {
      if (isReady()) void alone()
    },
    /** The link is new: what was waited for is tried at once. */
    start(): void {
      failures = 0
      this.poke()
    },
    stop: rest,
  }
}

export const sender = createSender()
