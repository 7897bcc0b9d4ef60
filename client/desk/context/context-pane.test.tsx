import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { queryClient } from '../data/query.ts'
import { deskStore, resetDesk } from '../desk-store.ts'
import { aRow } from '../testing.ts'
import { ContextPane } from './context-pane.tsx'

afterEach(() => {
  cleanup()
  queryClient.clear()
  resetDesk()
  vi.unstubAllGlobals()
})

/** Answers by what the address ends with; anything else is not found. */
function serve(answers: Readonly<Record<string, unknown>>): void {
  vi.stubGlobal('fetch', async (url: string) => {
    const path = String(url)
    const [, body] = Object.entries(answers).find(([part]) => path.includes(part)) ?? []
    return body === undefined
      ? new Response('{"code":"FORBIDDEN"}', { status: 403 })
      : new Response(JSON.stringify(body), { status: 200 })
  })
}
const show = (id: string | null) =>
  render(
    <QueryClientProvider client={queryClient}>
      <ContextPane id={id} />
    </QueryClientProvider>,
  )

test('likely doubles with their reasons and near orders by distance lead to their order', async () => {
  serve({
    '/similar': {
      orders: [
        {
          order: { id: 'CG2', title: '同一个坑', state: 'handling' },
          score: 0.83,
          reasons: { zh: '62 米 · 同类型', en: '62 m · same type' },
        },
      ],
    },
    'bbox=': {
      orders: [
        aRow({ id: 'CG4', title: '远处', position: [119.974, 31.77] }),
        aRow({ id: 'CG3', title: '近处', position: [119.9705, 31.77] }),
      ],
      nextCursor: null,
    },
    '/orders/CG1': { id: 'CG1', position: [119.97, 31.77], events: [], allowed: [], clocks: [] },
    '/duty/now': {
      onDuty: [{ id: 'r', post: '值班长', name: '周', phone: '8003' }],
      gaps: [{ post: '值班员', from: '2026-11-27T00:00:00Z' }],
    },
  })
  show('CG1')
  await screen.findByText('近处')
  expect(screen.getByText(/62 米/)).toBeTruthy()
  expect(screen.getByText('83%')).toBeTruthy()
  const near = screen.getAllByText(/ m$/).map((part) => part.textContent)
  expect(near).toEqual(['47 m', '378 m'])
  expect(await screen.findByText('周')).toBeTruthy()
  expect(screen.getByText('未来七天缺岗:值班员')).toBeTruthy()
  screen.getByText('同一个坑').click()
  expect(deskStore.getState().openId).toBe('CG2')
})

test('whoever may not see the duty room is shown none, and a part that fails says so', async () => {
  serve({ '/orders/CG1': undefined })
  show('CG1')
  await screen.findByText('读不到', {}, { timeout: 8_000 })
  expect(screen.queryByText('当前值班')).toBeNull()
})
