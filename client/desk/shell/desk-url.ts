import { deskStore } from '../desk-store.ts'

const orderInUrl = (): string | null => new URLSearchParams(window.location.search).get('order')

function urlOf(id: string | null): string {
  const url = new URL(window.location.href)
  if (id === null) url.searchParams.delete('order')
  else url.searchParams.set('order', id)
  return `${url.pathname}${url.search}`
}

/**
 * Keeps the open order in the address, so that a reload, a link and a phone's back button lead where one expects.
 *
 * @returns the end of it
 */
export function followUrl(): () => void {
  const fromUrl = (): void => {
    const id = orderInUrl()
    if (id !== deskStore.getState().openId) deskStore.setState({ openId: id, selectedId: id })
  }
  fromUrl()
  const stop = deskStore.subscribe(({ openId }, before) => {
    if (openId === before.openId || openId === orderInUrl()) return
    // One step back leads to the queue, however many orders were looked at.
    const replace = openId !== null && before.openId !== null
    window.history[replace ? 'replaceState' : 'pushState'](null, '', urlOf(openId))
  })
  window.addEventListener('popstate', fromUrl)
  return () => {
    stop()
    window.removeEventListener('popstate', fromUrl)
  }
}
