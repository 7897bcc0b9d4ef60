import type { NoticeSink } from './notices.ts'

const PATIENCE_MS = 10_000

/**
 * Posts notices as JSON to an address that the operator set (`NZH_NOTIFY_URL`); `idempotency-key` is the notice's id.
 * Redirects are not followed: the address is the only one that notices go to (S25).
 */
export const webhookSink =
  (url: string): NoticeSink =>
  async (notice) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': notice.id },
      body: JSON.stringify(notice),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    await response.body?.cancel()
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
  }
