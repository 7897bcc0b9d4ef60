import { type DeskState, deskStore } from '../desk-store.ts'
import { boxOf } from '../map/box.ts'

const paramOf = (name: string): string | null =>
  new URLSearchParams(window.location.search).get(name)

/** The map and the part of it that the queue is bound to, so that a link shows the same. */
function mapToUrl({ isMapShown, filter }: DeskState): void {
  const url = new URL(window.location.href)
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  }
  set('map', isMapShown ? '1' : undefined)
  set('box', filter.box)
  window.history.replaceState(null, '', `${url.pathname}${url.search}`)
}

function mapFromUrl(): void {
  const box = paramOf('box')
  const { filter } = deskStore.getState()
  if (paramOf('map') === '1') deskStore.setState({ isMapShown: true })
  if (box !== null && boxOf(box) !== null) deskStore.setState({ filter: { ...filter, box } })
}

const orderInUrl = (): string | null => paramOf('order')

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
  mapFromUrl()
  const stop = deskStore.subscribe((state, before) => {
    const { openId } = state
    if (state.isMapShown !== before.isMapShown || state.filter.box !== before.filter.box) {
      mapToUrl(state)
    }
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
