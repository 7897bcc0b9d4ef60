import { fieldStore } from './field-store.ts'

/** Under this much the phone is told to be short of room: a shift's photos. */
const SHORT_BYTES = 60 * 1_024 * 1_024

/** Asks the browser to keep what is here when room gets scarce, and says so when it is scarce already. */
export async function keepsRoom(): Promise<void> {
  const storage: StorageManager | undefined = navigator.storage
  // Over plain HTTP a browser tells nothing of its room.
  if (storage?.estimate === undefined) return
  await storage.persist?.().catch(() => false)
  const { quota, usage } = await storage.estimate()
  if (quota === undefined || usage === undefined) return
  const isShort = quota - usage < SHORT_BYTES
  fieldStore.setState(({ room }) => ({
    room: isShort ? (room === 'full' ? room : 'short') : 'enough',
  }))
}
