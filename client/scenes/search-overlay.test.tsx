import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Catalog } from '../../protocol/catalog.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { applyCatalog } from '../stores/catalog.ts'
import { sceneStore } from '../stores/scene.ts'
import { SearchOverlay } from './search-overlay.tsx'

const scenario = (id: string, name_zh: string, name_en: string): Scenario => ({
  id,
  category: 'safety',
  name_zh,
  name_en,
  lead: 'emergency',
  departments: ['emergency'],
  question_zh: '?',
  question_en: '?',
  audience: ['wall'],
  headline: [],
  panels: [],
  layers: [],
  order_types: [],
  alarms: [],
  drilldown: '',
  normal_vs_emergency: '',
})

const catalog: Catalog = {
  version: 'search-test',
  categories: [{ id: 'safety', name_zh: '安全', name_en: 'Safety' }],
  departments: [],
  towns: [
    {
      code: 'chashan',
      adcode: null,
      name_zh: '茶山街道',
      name_en: 'Chashan',
      kind: 'subdistrict',
      centroid: [119.9, 31.7],
      area_km2: 10,
      partition_area_km2: 10,
      population_10k: 8,
      communities: [],
    },
  ],
  indicators: [],
  scenarios: [
    scenario('safety-gas', '燃气安全运行', 'Gas safety'),
    scenario('safety-flood', '防汛防台', 'Flood defence'),
  ],
  orderTypes: [],
}

beforeEach(() => {
  applyCatalog(catalog)
  sceneStore.setState({ language: 'zh', scenario: 'safety-gas', town: null })
  vi.stubGlobal('fetch', async () =>
    Response.json({
      'safety-flood': { initials: 'fxft', full: 'fangxunfangtai' },
      chashan: { initials: 'csjd', full: 'chashanjiedao' },
    }),
  )
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const type = (text: string): HTMLElement => {
  const field = screen.getByRole('combobox')
  fireEvent.change(field, { target: { value: text } })
  return field
}

describe('searching at the wall', () => {
  test('two pinyin letters and Enter put the scenario on the wall', async () => {
    const close = vi.fn()
    render(<SearchOverlay onClose={close} />)
    const field = type('fx')
    await waitFor(() => expect(screen.getByRole('option').textContent).toContain('防汛防台'))
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(sceneStore.getState().scenario).toBe('safety-flood')
    expect(close).toHaveBeenCalledOnce()
  })

  test('a town that is found is selected, and the scenario stays', () => {
    render(<SearchOverlay onClose={() => {}} />)
    fireEvent.keyDown(type('茶山'), { key: 'Enter' })
    expect(sceneStore.getState()).toMatchObject({ town: 'chashan', scenario: 'safety-gas' })
  })

  test('Escape closes without a change, and nothing found is said', () => {
    const close = vi.fn()
    render(<SearchOverlay onClose={close} />)
    const field = type('量子')
    expect(screen.getByText('没有找到')).toBeTruthy()
    fireEvent.keyDown(field, { key: 'Escape' })
    expect(close).toHaveBeenCalledOnce()
    expect(sceneStore.getState().scenario).toBe('safety-gas')
  })
})
