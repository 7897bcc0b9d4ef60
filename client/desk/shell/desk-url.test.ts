import { afterEach, beforeEach, expect, test } from 'vitest'
import { deskStore, openOrder, resetDesk, showEmergency, showView } from '../desk-store.ts'
import { followUrl } from './desk-url.ts'

let stop: () => void = () => undefined
beforeEach(() => resetDesk())
afterEach(() => {
  stop()
  resetDesk()
  window.history.replaceState(null, '', '/desk')
})

const goTo = (search: string): void => {
  window.history.replaceState(null, '', `/desk${search}`)
  stop = followUrl()
}
const where = (): string => window.location.search

test('a link leads to the view and the emergency that it names; an unknown view is the orders', () => {
  goTo('?view=emergency&emergency=E1&lang=en')
  expect(deskStore.getState()).toMatchObject({ view: 'emergency', emergency: 'E1', openId: null })
  stop()
  goTo('?view=elsewhere&order=CG1')
  expect(deskStore.getState()).toMatchObject({ view: 'orders', openId: 'CG1', selectedId: 'CG1' })
})

test('the address says where one is: the view, the emergency looked at, the open order; a view is no step back', () => {
  goTo('?lang=en')
  const steps = window.history.length
  showView('walls')
  expect(where()).toBe('?lang=en&view=walls')
  showEmergency('E1')
  expect(where()).toBe('?lang=en&view=emergency&emergency=E1')
  expect(window.history.length).toBe(steps)
  openOrder('CG1')
  expect(where()).toBe('?lang=en&order=CG1')
  expect(window.history.length).toBe(steps + 1)
})
