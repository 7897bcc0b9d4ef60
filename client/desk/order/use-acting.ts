import { useEffect, useRef, useState } from 'react'
import type { OrderAction } from '../../../protocol/order/table.ts'
import { ApiProblem } from '../../data/api.ts'
import { newId } from '../../data/new-id.ts'
import { type ActRequest, actOnOrder, type OrderDetail } from '../data/order-detail.ts'
import { orderKey, queryClient } from '../data/query.ts'
import { closeDialog } from '../desk-store.ts'
import { putActBy } from '../field/outbox.ts'
import { isUnanswered, mayPutBy, putsBy } from '../field/reach.ts'
import { tellFailure } from '../shell/tell.ts'
import { type ActPhase, phaseAfter, wasDone } from './attempt.ts'

export type Acting = {
  readonly phase: ActPhase
  /** The act that was last done here on this order; null: none since it was opened. */
  readonly done: OrderAction | null
  /** A new attempt, on the version that was looked at. */
  readonly start: (action: OrderAction, rev: number, args: ActRequest['args']) => void
  /** The same attempt again, under the same id. */
  readonly retry: () => void
  /** Leaves the attempt as it is. */
  readonly drop: () => void
  readonly forgetDone: () => void
}

const IDLE: ActPhase = { state: 'idle' }

/** Carries out acts on an order, one at a time; an attempt keeps its id until it is known to be done or not. */
export function useActing(order: OrderDetail): Acting {
  const [phase, setPhase] = useState<ActPhase>(IDLE)
  const [done, setDone] = useState<OrderAction | null>(null)
  // Two key presses within one frame are one act.
  const busy = useRef(false)

  const finish = (action: OrderAction): void => {
    setPhase(IDLE)
    setDone(action)
    closeDialog()
  }

  useEffect(() => {
    if (phase.state === 'unconfirmed' && wasDone(order, phase.attempt)) {
      setPhase(IDLE)
      setDone(phase.attempt.action)
      closeDialog()
    }
  }, [order, phase])

  /** Kept on this device under its number, to be sent when there is a link. */
  const putBy = async ({ action, args, actionId }: ActRequest): Promise<void> => {
    try {
      await putActBy(order.id, action, args, actionId)
      setPhase(IDLE)
      closeDialog()
    } catch (problem) {
      setPhase(IDLE)
      tellFailure(problem)
    }
  }

  const send = async (attempt: ActRequest): Promise<void> => {
    if (busy.current) return
    busy.current = true
    setPhase({ state: 'sending', attempt })
    try {
      if (putsBy(order.id)) return await putBy(attempt)
      await actOnOrder(order.id, attempt)
      finish(attempt.action)
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem
      if (isUnanswered(problem) && mayPutBy()) return await putBy(attempt)
      setPhase(phaseAfter(attempt, problem))
    } finally {
      busy.current = false
      void queryClient.invalidateQueries({ queryKey: orderKey(order.id) })
    }
  }

  return {
    phase,
    done,
    start: (action, rev, args) => {
      setDone(null)
      void send({ action, rev, args, actionId: newId() })
    },
    retry: () => {
      if (phase.state === 'unconfirmed') void send(phase.attempt)
    },
    drop: () => setPhase(IDLE),
    forgetDone: () => setDone(null),
  }
}
