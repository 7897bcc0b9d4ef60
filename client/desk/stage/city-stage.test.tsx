import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aStage } from '../../scenes/testing.ts'
import { applyStage } from '../../stores/stage.ts'
import { queryClient } from '../data/query.ts'
import { aDesk } from '../intake/testing.tsx'
import { CityStage } from './city-stage.tsx'

const STAGES = [aStage(), aStage({ stage: 2, name_zh: '戒备', name_en: 'Ready' })].map(
  ({ stage, name_zh, name_en }) => ({ stage, name_zh, name_en }),
)
const raised = aStage({
  stage: 3,
  name_zh: '预警',
  level: 'yellow',
  computed: 3,
  simulated: true,
  reasons: [
    {
      criterion: 'emergency-1',
      stage: 3,
      zh: '战时状态达到 1 起',
      en: 'At least 1 emergency is on',
      state: 'holds',
      since: '2026-11-23T07:00:00.000Z',
      until: null,
      readings: [],
      simulated: true,
    },
  ],
})

type Sent = { url: string; body: Record<string, unknown> }
let sent: Sent[] = []
let answer: () => Response = () => Response.json({})

beforeEach(() => {
  sent = []
  answer = () => Response.json({})
  vi.stubGlobal('fetch', async (url: string, init?: { method?: string; body?: string }) => {
    if (init?.method !== 'POST') return Response.json({ stages: STAGES, nextCursor: null })
    sent.push({ url, body: JSON.parse(init.body ?? '{}') })
    return answer()
  })
})
afterEach(() => {
  cleanup()
  applyStage(null)
  queryClient.clear()
  vi.unstubAllGlobals()
})

function show(roles: readonly string[]): void {
  aDesk(roles)
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queryClient}>
        <CityStage />
      </QueryClientProvider>
    </MantineProvider>,
  )
}
const open = () => fireEvent.click(screen.getByRole('button', { name: /3级 预警/ }))

test('the head of the desk says the stage, that it rests on simulated data, and why', async () => {
  applyStage(raised)
  show(['duty'])
  const chip = screen.getByRole('button', { name: /3级 预警/ })
  expect(chip.textContent).toContain('演示数据')
  expect(chip.dataset).toMatchObject({ stage: '3', level: 'yellow' })
  open()
  expect((await screen.findByRole('dialog')).textContent).toContain('战时状态达到 1 起')
  // Whoever may not set it is not offered to.
  expect(screen.queryByRole('form')).toBeNull()
})

test('a supervisor sets the stage with a reason and an end, and is told when the server refuses', async () => {
  applyStage(raised)
  show(['supervisor'])
  open()
  const set = await screen.findByRole('button', { name: '指定' })
  expect(set).toHaveProperty('disabled', true)
  fireEvent.change(screen.getByLabelText('指定为'), { target: { value: '2' } })
  fireEvent.change(screen.getByLabelText('有效时间'), { target: { value: '4' } })
  fireEvent.change(screen.getByLabelText(/理由/), { target: { value: '上游泄洪' } })
  const beforeMs = Date.now()
  answer = () => Response.json({ code: 'FORBIDDEN' }, { status: 403 })
  fireEvent.click(set)
  expect((await screen.findByRole('alert')).textContent).toBe('没有此操作的权限')
  // What was not taken stays in the field.
  expect(screen.getByLabelText(/理由/)).toHaveProperty('value', '上游泄洪')
  expect(sent).toEqual([
    {
      url: '/api/v1/stage/override',
      body: { stage: 2, reason: '上游泄洪', until: expect.any(String) },
    },
  ])
  const aheadMs = Date.parse(String(sent[0]?.body['until'])) - beforeMs
  expect(Math.abs(aheadMs - 4 * 3_600_000)).toBeLessThan(60_000)
})

test('what was set by hand is given back with a reason; without an override that is not offered', async () => {
  applyStage(raised)
  show(['leader'])
  open()
  await screen.findByRole('button', { name: '指定' })
  expect(screen.queryByRole('button', { name: '交还判据' })).toBeNull()
  cleanup()
  const { since } = raised
  const override = { stage: 3, reason: '会商', by: 'leader', at: since, until: since }
  applyStage({ ...raised, override })
  show(['leader'])
  open()
  fireEvent.change(await screen.findByLabelText(/理由/), { target: { value: '解除' } })
  fireEvent.click(screen.getByRole('button', { name: '交还判据' }))
  await vi.waitFor(() =>
    expect(sent).toEqual([{ url: '/api/v1/stage/release', body: { reason: '解除' } }]),
  )
})
