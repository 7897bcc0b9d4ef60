import { rowOf } from '../../../protocol/order/row.ts'
import { type KeptAccount, keptAccount } from '../../data/kept-account.ts'
import { adoptKept, loadSession, sessionStore } from '../../data/session.ts'
import { applyDeskLink, linkStore } from '../data/link-store.ts'
import { queueStore, rowTable, showRows } from '../data/queue-store.ts'
import { closeField, confirmAccount, fieldDb, openField } from './field-session.ts'
import { keepUp } from './keep-up.ts'
import { isReached } from './reach.ts'
import { keepsRoom } from './room.ts'
import { sender } from './sender.ts'
import { linkWorker } from './worker-link.ts'

/** The link is there, but the question who this is was not answered. */
const CONFIRM_AGAIN_MS = 3_000
/** As long as a session lasts on the server (`server/identity/sessions.ts`): a shift. */
const WITHOUT_SERVER_MS = 12 * 3_600_000

/** @returns whose work here goes on without the server; null: nobody's, or his shift is over */
export function mayGoOn(account: KeptAccount | null, nowMs: number): KeptAccount | null {
  if (account === null) return null
  const sinceMs = nowMs - account.confirmedMs
  return sinceMs >= 0 && sinceMs < WITHOUT_SERVER_MS ? account : null
}

/** Asks the server who we are; where it cannot be reached, whoever worked here last goes on. @returns whether anybody is known */
export async function findSession(): Promise<boolean> {
  await loadSession()
  if (sessionStore.getState().state !== 'unknown') return true
  const account = mayGoOn(keptAccount(), Date.now())
  if (account === null) return false
  adoptKept(account)
  return true
}

/** Shows the orders that are kept here until the server tells its own. */
async function showKept(): Promise<void> {
  const kept = (await fieldDb()?.getAll('orders')) ?? []
  if (queueStore.getState().load.state !== 'waiting') return
  rowTable.page(kept.map(({ detail }) => rowOf(detail)))
  showRows()
}

/** The link changed: what waits is sent by it, and who we are is asked anew where that is not known. */
async function onLink(): Promise<void> {
  const { link } = linkStore.getState()
  const session = sessionStore.getState()
  if (session.state !== 'in') return
  if (link.state === 'refused' || (link.state === 'live' && session.session.csrf === '')) {
    await loadSession()
  }
  if (linkStore.getState().link.state !== 'live') return
  if (!isReached()) {
    setTimeout(() => void onLink(), CONFIRM_AGAIN_MS)
    return
  }
  confirmAccount()
  sender.start()
}

/**
 * Work without a link (离线作业), for whoever handles orders in the field: his unit's orders are kept on this device, and
 * what he does waits on it until it is sent.
 *
 * @returns its end; what is kept stays, until he signs out
 */
export function startField(): () => void {
  const session = sessionStore.getState()
  if (session.state !== 'in' || !session.session.roles.includes('handler')) return () => undefined
  let ends: (() => void)[] = [linkWorker()]
  let isEnded = false
  const cut = (): void => applyDeskLink({ state: 'lost', sinceMs: Date.now() })
  window.addEventListener('offline', cut)
  ends.push(() => window.removeEventListener('offline', cut))
  openField(session.session.user)
    .then(async () => {
      if (isEnded) return closeField()
      await showKept()
      ends = [
        ...ends,
        keepUp(),
        linkStore.subscribe((state, before) => {
          if (state.link.state !== before.link.state) void onLink()
        }),
      ]
      void keepsRoom()
      await onLink()
    })
    .catch((problem: unknown) => console.warn('nothing can be kept on this device', problem))
  return () => {
    isEnded = true
    for (const end of ends) end()
    sender.stop()
    closeField()
  }
}
