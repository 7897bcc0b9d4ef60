import { DESK_VIEWS, type DeskState, type DeskView, deskStore } from '../desk-store.ts'
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

type Where = Pick<DeskState, 'view' | 'openId' | 'emergency'>

const viewInUrl = (): DeskView => DESK_VIEWS.find((view) => view === paramOf('view')) ?? 'orders'

function whereInUrl(): Where {
  return { view: viewInUrl(), openId: orderInUrl(), emergency: paramOf('emergency') }
}

function isThere({ view, openId, emergency }: Where): boolean {
  const there = whereInUrl()
  const isSame = view !== 'emergency' || there.emergency === emergency
  return there.view === view && there.openId === openId && isSame
}

/** The orders are what the desk opens with: that is left out, and so is an emergency that is not looked at. */
function urlOf({ view, openId, emergency }: Where): string {
  const url = new URL(window.location.href)
  const set = (name: string, value: string | null): void => {
    if (value === null) url.searchParams.delete(name)
    else url.searchParams.set(name, value)
  }
  set('order', openId)
  set('view', view === 'orders' ? null : view)
  set('emergency', view === 'emergency' ? emergency : null)
  return `${url.pathname}${url.search}`
}

/**
 * Keeps the view, the open order and the emergency looked at in the address, so that a reload, a link and a phone's back
 * button lead where one expects.
 *
 * @returns the end of it
 */
export function followUrl(): () => void {
  const fromUrl = (): void => {
    const where = whereInUrl()
    const { openId } = where
    const isSame = openId === deskStore.getState().openId
    deskStore.setState({ ...where, ...(isSame ? {} : { selectedId: openId }) })
  }
  fromUrl()
  mapFromUrl()
  const stop = deskStore.subscribe((state, before) => {
    const { openId } = state
    if (state.isMapShown !== before.isMapShown || state.filter.box !== before.filter.box) {
      mapToUrl(state)
    }
    if (isThere(state)) return
    // One step back leads to the queue, however many orders were looked at; a view is no step.
    const isStep = openId !== before.openId && (openId === null || before.openId === null)
    window.history[isStep ? 'pushState' : 'replaceState'](null, '', urlOf(state))
  })
  window.addEventListener('popstate', fromUrl)
  return () => {
    stop()
    window.removeEventListener('popstate', fromUrl)
  }
}
