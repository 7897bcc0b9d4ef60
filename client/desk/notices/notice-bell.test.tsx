import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { queryClient } from '../data/query.ts'
import { deskStore, resetDesk } from '../desk-store.ts'
import { aDesk } from '../intake/testing.tsx'
import { NoticeBell } from './notice-bell.tsx'

beforeEach(() => {
  resetDesk()
  aDesk(['handler'])
})
afterEach(() => {
  cleanup()
  queryClient.clear()
  vi.unstubAllGlobals()
})

const show = (body: unknown, status = 200) => {
  vi.stubGlobal('fetch', async () => Response.json(body, { status }))
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queryClient}>
        <NoticeBell />
      </QueryClientProvider>
    </MantineProvider>,
  )
}

test('a mention is shown with who said what, and leads to its order', async () => {
  show({
    department: 'housing',
    notices: [
      {
        id: 'n1',
        kind: 'mention',
        orderId: 'CG20261126-000007',
        title: '和平北路 道路破损',
        department: 'housing',
        at: '2026-11-26T01:00:00.000Z',
        by: 'duty',
        text: '@住建局 <b>请尽快</b>',
        unread: true,
        readBy: [],
      },
    ],
  })
  fireEvent.click(await screen.findByRole('button', { name: '待阅 1 条' }))
  const line = await screen.findByRole('menuitem', { name: /duty 提到本部门/ })
  expect(line.textContent).toContain('@住建局 <b>请尽快</b>')
  fireEvent.click(line)
  expect(deskStore.getState().openId).toBe('CG20261126-000007')
})

test('whoever sees all departments is told where something waits', async () => {
  aDesk(['duty'])
  show({
    department: null,
    departments: [{ department: 'urban', counts: { unread: 2, unseen: 1 } }],
  })
  fireEvent.click(await screen.findByRole('button', { name: '待阅 2 条' }))
  fireEvent.click(
    await screen.findByRole('menuitem', { name: /城管局:2 条您未读,1 条该部门无人读过/ }),
  )
  expect(deskStore.getState().filter).toEqual({ state: 'open', department: 'urban' })
})

test('notices that cannot be read are no zero', async () => {
  show({ code: 'STORE_UNAVAILABLE' }, 503)
  const bell = await screen.findByRole(
    'button',
    { name: /^待阅 — · 读不到提醒/ },
    { timeout: 5_000 },
  )
  expect(bell.textContent).toContain('—')
})
