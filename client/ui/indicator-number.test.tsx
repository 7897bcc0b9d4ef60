import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { valueKey } from '../../protocol/indicator/value.ts'
import type { WireReading } from '../../protocol/stream/events.ts'
import { provenanceStore } from '../scenes/provenance.ts'
import { catalogStore } from '../stores/catalog.ts'
import { indicatorStore } from '../stores/indicators.ts'
import { IndicatorNumber } from './indicator-number.tsx'

const definition: IndicatorDefinition = {
  id: 'city.air.pm25',
  category: 'city',
  name_zh: '细颗粒物',
  name_en: 'PM2.5',
  unit: 'μg/m³',
  unit_en: 'μg/m³',
  department: 'ecology',
  cadence: 'hour',
  kind: 'gauge',
  period: null,
  precision: 1,
  direction: 'lower_better',
  warn_blue: 35,
  warn_yellow: null,
  warn_orange: null,
  warn_red: null,
  formula: null,
  grain: 'point',
  aggregate: 'mean',
  sim_model: 'diurnal',
  sim_base: 30,
  sim_amplitude: 5,
  sim_noise: 1,
  source: 'practice',
}

function tell(more: Partial<WireReading>): void {
  const reading: WireReading = {
    indicator: definition.id,
    place: 'district',
    value: 1234.5,
    at: new Date().toISOString(),
    quality: 'good',
    level: null,
    status: 'fresh',
    ...more,
  }
  indicatorStore.setState({
    version: 1,
    values: new Map([[valueKey(definition.id, 'district'), reading]]),
    placesOf: new Map(),
  })
}

const shown = (): HTMLElement | null => document.querySelector('[data-indicator]')

beforeEach(() => {
  catalogStore.setState({ indicators: new Map([[definition.id, definition]]) })
  indicatorStore.setState({ version: 0, values: new Map(), placesOf: new Map() })
  provenanceStore.setState({ open: null })
})
afterEach(cleanup)

const place = <IndicatorNumber indicator="city.air.pm25" place="district" showUnit />

test('a program reads indicator, place, status, quality, level and exactly the value', () => {
  tell({ level: 'blue' })
  render(place)
  const number = shown()
  expect(number?.textContent).toBe('1,234.5')
  expect({ ...number?.dataset }).toEqual({
    indicator: 'city.air.pm25',
    place: 'district',
    status: 'fresh',
    quality: 'good',
    level: 'blue',
  })
})

test('a number that was never measured is a dash, and comes to life with its first value', () => {
  render(place)
  expect(shown()?.textContent).toBe('—')
  expect(shown()?.dataset['status']).toBe('missing')
  act(() => tell({ value: 0 }))
  expect(shown()?.textContent).toBe('0.0')
  expect(shown()?.dataset['status']).toBe('fresh')
})

test('a stale number says how old it is, an expired one is a dash with its last value', () => {
  tell({ at: new Date(Date.now() - 3 * 3_600_000).toISOString(), status: 'stale' })
  const { container } = render(place)
  expect(shown()?.dataset['status']).toBe('stale')
  expect(container.textContent).toContain('3 小时前')
  act(() => tell({ at: new Date(Date.now() - 9 * 3_600_000).toISOString(), status: 'stale' }))
  expect(shown()?.textContent).toBe('—')
  expect(container.textContent).toContain('末值 1,234.5')
})

test('simulated and suspect values are marked, good ones are not', () => {
  tell({ quality: 'simulated' })
  const { container } = render(place)
  expect(container.querySelector('.quality')?.textContent).toBe('演')
  act(() => tell({ quality: 'suspect' }))
  expect(container.querySelector('.quality')?.textContent).toBe('疑')
  act(() => tell({ quality: 'good' }))
  expect(container.querySelector('.quality')).toBeNull()
})

test('choosing a number opens where it comes from', () => {
  tell({})
  render(place)
  act(() => screen.getByRole('button').click())
  expect(provenanceStore.getState().open).toEqual({
    indicator: 'city.air.pm25',
    place: 'district',
  })
})
