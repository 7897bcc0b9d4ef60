import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { anIndicator } from '../../protocol/testing/builders.ts'
import { catalogStore } from '../stores/catalog.ts'
import { connectionStore } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { applyStage } from '../stores/stage.ts'
import { provenanceStore } from './provenance.ts'
import { closeStageCard } from './stage-card.ts'
import { StageChip } from './stage-chip.tsx'
import { StageCard } from './stage-view.tsx'
import { aStage } from './testing.ts'

const RAIN = 'safety.weather.rain.hour-max'
const reading = {
  indicator: RAIN,
  place: 'district',
  value: 34.26,
  at: '2026-11-23T07:40:00.000Z',
  quality: 'good',
  status: 'fresh',
} as const
const raining = aStage({
  stage: 3,
  name_zh: '预警',
  name_en: 'Warning',
  level: 'yellow',
  response: 'III',
  computed: 3,
  reasons: [
    {
      criterion: 'rain-30',
      stage: 3,
      zh: '最大小时雨量达到 30 mm',
      en: 'Rainfall of 30 mm or more in one hour',
      state: 'leaving',
      since: '2026-11-23T07:00:00.000Z',
      until: '2026-11-23T08:10:00.000Z',
      readings: [reading],
      simulated: false,
    },
  ],
})

beforeEach(() => {
  sceneStore.setState({ language: 'zh' })
  connectionStore.setState({ link: { state: 'live' } })
  const rain = anIndicator({
    id: RAIN,
    name_zh: '最大小时雨量',
    name_en: 'Rain',
    unit: 'mm',
    precision: 1,
  })
  catalogStore.setState({ indicators: new Map([[RAIN, rain]]) })
})
afterEach(() => {
  cleanup()
  closeStageCard()
  applyStage(null)
  provenanceStore.setState({ open: null })
})

const chip = () => screen.queryByRole('button', { name: /级|Stage|阶段/ })

test('the head says the stage by its number, its word and its level, with the reasons behind it', () => {
  applyStage(raining)
  render(<StageChip />)
  expect(chip()?.textContent).toBe('3级 预警')
  expect(chip()?.dataset).toMatchObject({ stage: '3', level: 'yellow' })
  expect(chip()?.querySelector('[data-shape="yellow"]')).not.toBeNull()
  expect(chip()?.title.split('\n')).toEqual([
    '3级 预警',
    '· 最大小时雨量达到 30 mm 已不成立,16:10 起不再计入',
    expect.stringMatching(/^自 /),
    'III 级响应',
  ])
  sceneStore.setState({ language: 'en' })
  cleanup()
  render(<StageChip />)
  expect(chip()?.textContent).toBe('Stage 3 Warning')
})

test('nothing is said before the server told it, nor of now in a replay of another time', () => {
  render(<StageChip />)
  expect(chip()).toBeNull()
  cleanup()
  applyStage(raining)
  connectionStore.setState({ link: { state: 'replay', atMs: 0, speed: 1 } })
  render(<StageChip />)
  expect(chip()).toBeNull()
})

test('without enough readings no calm is claimed; what a person set is said all the same, and marked', () => {
  applyStage(
    aStage({ sure: false, unknown: [{ ...reading, value: null, at: null, status: 'missing' }] }),
  )
  render(<StageChip />)
  expect(chip()?.textContent).toBe('阶段未定')
  expect(chip()?.title).toContain('过半缺失或陈旧')
  cleanup()
  const override = {
    stage: 1,
    reason: '会商',
    by: 'leader',
    at: raining.since,
    until: raining.since,
  }
  applyStage(aStage({ sure: false, override }))
  render(<StageChip />)
  expect(chip()?.textContent).toBe('1级 常态人工')
  expect(chip()?.title).toContain('leader 人工指定')
})

test('its card shows the criteria with their readings, and leads to where a reading comes from', () => {
  applyStage(raining)
  render(
    <>
      <StageChip />
      <StageCard />
    </>,
  )
  fireEvent.click(chip() as HTMLElement)
  const card = screen.getByRole('dialog', { name: '3级 预警' })
  expect(within(card).getByText(/最大小时雨量达到 30 mm/)).toBeTruthy()
  const value = within(card).getByRole('button', { name: /最大小时雨量 · 全区/ })
  expect(value.textContent).toContain('34.3 mm')
  fireEvent.click(value)
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(provenanceStore.getState().open).toEqual({ indicator: RAIN, place: 'district' })
})

test('a reading that is missing is named as such, never as a number', () => {
  applyStage(aStage({ unknown: [{ ...reading, value: null, at: null, status: 'missing' }] }))
  render(
    <>
      <StageChip />
      <StageCard />
    </>,
  )
  fireEvent.click(chip() as HTMLElement)
  const missing = screen.getByRole('button', { name: /最大小时雨量 · 全区/ })
  expect(missing.textContent).toMatch(/—.*缺失/)
  fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' })
  expect(screen.queryByRole('dialog')).toBeNull()
})
