import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { IndicatorDefinition } from '../../protocol/indicator/definition.ts'
import { catalogStore } from '../stores/catalog.ts'
import { sceneStore } from '../stores/scene.ts'
import { closeProvenance, openProvenance } from './provenance.ts'
import { ProvenanceCard } from './provenance-card.tsx'

const rate: IndicatorDefinition = {
  id: 'society.rate',
  category: 'society',
  name_zh: '结案率',
  name_en: 'Closing rate',
  unit: '%',
  unit_en: '%',
  department: 'data',
  cadence: 'hour',
  kind: 'ratio',
  period: null,
  precision: 2,
  direction: 'higher_better',
  warn_blue: 90,
  warn_yellow: null,
  warn_orange: 40,
  warn_red: null,
  formula: 'society.closed / society.total * 100',
  grain: 'district',
  aggregate: 'formula',
  sim_model: 'derived',
  sim_base: 31.03,
  sim_amplitude: 0,
  sim_noise: 0,
  source: 'seed',
}
const answer = {
  indicator: 'society.rate',
  place: 'district',
  value: 31.0333,
  at: '2026-11-23T07:42:00.000Z',
  receivedAt: '2026-11-23T07:42:01.000Z',
  quality: 'simulated',
  source: 'formula',
  status: 'fresh',
  level: 'orange',
  formula: rate.formula,
  inputs: [
    { indicator: 'society.closed', value: 2685, at: '2026-11-23T07:42:00.000Z' },
    { indicator: 'society.total', value: null, at: null },
  ],
}
const points = {
  points: [{ at: '2026-11-23T06:00:00.000Z', min: 1, max: 3, avg: 2, last: 2, n: 4 }],
}

const answers = (provenance: Response, history: Response): void => {
  vi.stubGlobal('fetch', async (url: string) => (url.includes('/history') ? history : provenance))
}

beforeEach(() => {
  sceneStore.setState({ language: 'zh' })
  catalogStore.setState({ indicators: new Map([[rate.id, rate]]) })
})
afterEach(() => {
  act(closeProvenance)
  cleanup()
  vi.unstubAllGlobals()
})

describe('where a number comes from', () => {
  test('names value, level, limits, times, quality and the formula with its inputs', async () => {
    answers(Response.json(answer), Response.json(points))
    render(<ProvenanceCard />)
    act(() => openProvenance(rate.id, 'district'))
    const card = await screen.findByRole('dialog', { name: '结案率' })
    await screen.findByText('31.03')
    const text = card.textContent ?? ''
    for (const part of ['橙色', '达到或低于', '仿真', '演示数据', '2026-11-23 15:42:00', '2,685']) {
      expect(text).toContain(part)
    }
  })

  test('shows a missing input as missing, never as 0', async () => {
    answers(Response.json(answer), Response.json(points))
    render(<ProvenanceCard />)
    act(() => openProvenance(rate.id, 'district'))
    const missing = await screen.findByRole('button', { name: /society.total/ })
    expect(missing.textContent).toContain('—')
    expect(missing.textContent).not.toMatch(/\b0\b/)
  })

  test('says so when it cannot be read, and Escape closes it', async () => {
    answers(Response.json({ code: 'NOT_FOUND' }, { status: 404 }), Response.json(points))
    render(<ProvenanceCard />)
    act(() => openProvenance(rate.id, 'nowhere'))
    expect((await screen.findByRole('alert')).textContent).toContain('失败')
    fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' })
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})
