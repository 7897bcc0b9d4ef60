import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sessionStore } from '../../data/session.ts'
import { applyEmergencies, applyEmergency, emergencyStore } from '../../stores/emergencies.ts'
import { deskStore, resetDesk } from '../desk-store.ts'
import { aDesk } from '../intake/testing.tsx'
import { EmergencyChips } from './emergency-chips.tsx'
import { OrderEmergency } from './order-emergency.tsx'
import { anEmergency } from './testing.tsx'

beforeEach(() => {
  resetDesk()
  aDesk()
})
afterEach(() => {
  cleanup()
  applyEmergencies(null)
})

test('the head names what is on, how long and when the next report is due, and leads to it; in normal times nothing', () => {
  applyEmergencies([])
  render(<EmergencyChips />)
  expect(screen.queryByRole('button')).toBeNull()
  cleanup()
  applyEmergencies([anEmergency(5, { drill: true, simulated: true })])
  render(<EmergencyChips />)
  const chip = screen.getByRole('button')
  expect(chip.textContent).toMatch(/演练演示数据青龙西路积水05:\d\d续报 (25:00|24:\d\d)/)
  expect(chip.dataset['late']).toBe('false')
  expect(chip.querySelector('[data-shape="red"]')).toBeNull()
  fireEvent.click(chip)
  expect(deskStore.getState()).toMatchObject({ view: 'emergency', emergency: anEmergency().id })
})

test('what is real stands before exercises, whichever began later', () => {
  applyEmergencies([anEmergency(1, { id: 'E2', title: '商场火灾', drill: true }), anEmergency(5)])
  render(<EmergencyChips />)
  const names = screen.getAllByRole('button').map(({ dataset }) => dataset['emergencyChip'])
  expect(names).toEqual([anEmergency().id, 'E2'])
})

test('a step or a report past its time makes it red, and is said in words', () => {
  applyEmergencies([anEmergency(15)])
  render(<EmergencyChips />)
  const chip = screen.getByRole('button')
  expect(chip.dataset['late']).toBe('true')
  expect(chip.querySelector('[data-shape="red"]')).toBeTruthy()
  expect(chip.textContent).toContain('1 步逾期')
  cleanup()
  applyEmergencies([anEmergency(31)])
  render(<EmergencyChips />)
  expect(screen.getByRole('button').textContent).toMatch(/续报超时 01:0\d.*2 步逾期/)
})

test('an answer older than what the stream told changes nothing; one that ended goes; nothing is claimed before the stream told', () => {
  const now = anEmergency(5, { rev: 4, title: '现在' })
  applyEmergency(now)
  expect(emergencyStore.getState().active).toBeNull()
  applyEmergencies([now])
  applyEmergency({ ...now, rev: 3, title: '以前' })
  expect(emergencyStore.getState().active).toEqual([now])
  const latest = anEmergency(1, { id: 'E2' })
  applyEmergency(latest)
  expect(emergencyStore.getState().active).toEqual([latest, now])
  applyEmergency({ ...now, rev: 5, endedAt: now.openedAt })
  expect(emergencyStore.getState().active).toEqual([latest])
})

test('an order leads into its emergency, or to the one that is on; an ended order, or a reader, to none', () => {
  applyEmergencies([])
  render(<OrderEmergency order={{ id: 'CG1', state: 'handling' }} />)
  fireEvent.click(screen.getByRole('button', { name: /以本单转入战时/ }))
  expect(deskStore.getState().dialog).toEqual({
    kind: 'open-emergency',
    start: { orderId: 'CG1' },
  })
  cleanup()
  render(<OrderEmergency order={{ id: 'CG1', state: 'closed' }} />)
  expect(screen.queryByRole('button')).toBeNull()
  cleanup()
  applyEmergencies([anEmergency(5, { related: ['CG1'] })])
  sessionStore.setState(
    { state: 'in', session: { user: 'c', roles: ['checker'], department: null, csrf: 'c' } },
    true,
  )
  render(<OrderEmergency order={{ id: 'CG1', state: 'handling' }} />)
  fireEvent.click(screen.getByRole('button', { name: '战时进行中:青龙西路积水' }))
  expect(deskStore.getState().emergency).toBe(anEmergency().id)
  cleanup()
  render(<OrderEmergency order={{ id: 'CG2', state: 'handling' }} />)
  expect(screen.queryByRole('button')).toBeNull()
})
