import { QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { queryClient } from '../data/query.ts'
import { resetDesk } from '../desk-store.ts'
import { aDesk, InShell } from '../intake/testing.tsx'
import { WallsView } from './walls-view.tsx'

const NOW = Date.UTC(2026, 10, 26, 8)
const iso = (ms: number): string => new Date(ms).toISOString()
const aScreen = (over: object = {}) => ({
  wall: 'main',
  scenario: 'city-air',
  mode: 'normal',
  link: 'live',
  widthPx: 3840,
  heightPx: 2160,
  fps: 29.7,
  memoryMb: 121,
  build: 'f322f9d0ab',
  clockOffsetMs: -12,
  applied: 3,
  name: 'screen:s1',
  part: '0,0/2,1',
  page: 'p1',
  state: 'here',
  lastSeen: iso(NOW - 2_000),
  ...over,
})

let server: {
  sent: { method: string; path: string; body: unknown }[]
  screens: object[]
  refuse: string | null
}
beforeEach(() => {
  resetDesk()
  server = { sent: [], screens: [aScreen()], refuse: null }
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    const method = init.method ?? 'GET'
    const url = path.replace('/api/v1', '').replace(/\?.*/, '')
    const reply = (body: unknown, status = 200) =>
      new Response(status === 204 ? null : JSON.stringify(body), { status })
    if (method !== 'GET') {
      if (server.refuse !== null) return reply({ code: server.refuse }, 409)
      server.sent.push({ method, path: url, body: JSON.parse(String(init.body ?? 'null')) })
      return method === 'DELETE' ? reply(null, 204) : reply({ seq: 4 })
    }
    if (url === '/walls') {
      const wall = { id: 'main', seq: 3, commands: [], commandedAt: iso(NOW - 60_000), tour: null }
      return reply({ serverTime: iso(NOW), walls: [{ ...wall, screens: server.screens }] })
    }
    if (url === '/screens') {
      const enrolled = {
        wall: 'main',
        enrolledBy: 'operator',
        enrolledAt: iso(NOW),
        revokedAt: null,
      }
      return reply({ screens: [{ id: 's1', name: '东厅左屏', ...enrolled }] })
    }
    if (url === '/walls/main/presets') {
      const picture = { scenario: 'city-air', town: null, focus: null, mode: 'normal', tour: null }
      const saved = { savedAt: iso(NOW), savedBy: 'operator', version: 2 }
      return reply({ presets: [{ id: 'p1', name: '早班', picture, ...saved }] })
    }
    if (url === '/walls/main/log') {
      const heal = { kind: 'webgl', tookMs: 3_240, part: '0,0/2,1' }
      const entry = { id: 'l1', at: iso(NOW), kind: 'heal', by: 'screen:s1', what: heal }
      return reply({ entries: [entry] })
    }
    return reply({ code: 'NOT_FOUND' }, 404)
  })
})
afterEach(() => {
  cleanup()
  queryClient.clear()
  vi.unstubAllGlobals()
})

async function show(roles: readonly string[] = ['duty']): Promise<HTMLElement> {
  aDesk(roles)
  render(
    <InShell>
      <QueryClientProvider client={queryClient}>
        <WallsView />
      </QueryClientProvider>
    </InShell>,
  )
  await screen.findByText('早班')
  return screen.getByRole('region', { name: 'main' })
}
const press = (name: string | RegExp): void => {
  act(() => {
    fireEvent.click(screen.getByRole('button', { name }))
  })
}

test('each screen shows its place, size, frames, memory, build, clock and last answer under its own name', async () => {
  const wall = await show()
  const list = within(wall).getByRole('list', { name: '屏幕' })
  await within(list).findByText('东厅左屏')
  const card = wall.querySelector('[data-screen="screen:s1"]')?.textContent
  for (const said of [
    '分屏 0,0/2,1',
    '已送达',
    '3840×2160',
    '30',
    '121 MB',
    'f322f9d0ab',
    '-12 ms',
    '2 秒前',
  ])
    expect(card).toContain(said)
})

test('a lost screen, one that has not confirmed, and a part that failed are each said in words', async () => {
  server.screens = [
    aScreen({ part: '0,0/3,1', state: 'lost' }),
    aScreen({ part: '1,0/3,1', applied: 2 }),
    aScreen({ part: '2,0/3,1', map: 'lost', broken: ['city-air 六项污染物'] }),
  ]
  const wall = await show()
  const cards = [...wall.querySelectorAll('[data-screen]')].map(({ textContent }) => textContent)
  expect(cards[0]).toContain('失联')
  expect(cards[1]).toContain('未确认')
  expect(cards[2]).toContain('地图中断,恢复中')
  expect(cards[2]).toContain('出错:city-air 六项污染物')
})

test('one press recalls a preset, saving and deleting ask for what they need', async () => {
  await show()
  press(/早班/)
  await waitFor(() => expect(server.sent).toHaveLength(1))
  fireEvent.change(screen.getByLabelText('预设名称'), { target: { value: ' 夜班 ' } })
  press('保存当前画面')
  await screen.findByText('已保存「夜班」')
  press('更新为当前画面')
  await waitFor(() => expect(server.sent).toHaveLength(3))
  press('删除')
  expect(server.sent).toHaveLength(3)
  press('再按一次,确认删除')
  await waitFor(() => expect(server.sent).toHaveLength(4))
  expect(server.sent).toEqual([
    { method: 'POST', path: '/walls/main/command', body: { command: 'preset', preset: 'p1' } },
    { method: 'POST', path: '/walls/main/presets', body: { name: '夜班' } },
    { method: 'PUT', path: '/walls/main/presets/p1', body: { version: 2, picture: 'now' } },
    { method: 'DELETE', path: '/walls/main/presets/p1', body: null },
  ])
})

test('what the server refuses is said in its own words', async () => {
  await show()
  server.refuse = 'PRESET_CHANGED_MEANWHILE'
  press('更新为当前画面')
  await screen.findByText('该画面已被他人更新,请刷新后重试')
})

test('a leader recalls and commands, but edits no preset and pairs no screen; who may only look is offered nothing', async () => {
  await show(['leader'])
  expect(screen.queryByRole('button', { name: '保存当前画面' })).toBeNull()
  expect(screen.queryByRole('button', { name: '确认配对' })).toBeNull()
  expect(screen.getByRole('button', { name: /早班/ }).hasAttribute('disabled')).toBe(false)
  cleanup()
  await show(['sysadmin'])
  expect(screen.getByText('您可以查看,不能遥控')).toBeTruthy()
  expect(screen.queryByRole('button', { name: '切到战时' })).toBeNull()
  expect(screen.getByRole('button', { name: /早班/ }).hasAttribute('disabled')).toBe(true)
})

test('emergency mode, and the end of a screen, are each confirmed by a second press', async () => {
  await show(['supervisor'])
  press('切到战时')
  expect(server.sent).toEqual([])
  press('再按一次,确认切到战时')
  press('撤销')
  press('再按一次,确认撤销')
  await waitFor(() => expect(server.sent).toHaveLength(2))
  expect(server.sent.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'DELETE /screens/s1',
    'POST /walls/main/command',
  ])
})

test('a screen is paired by its code under a name of its own', async () => {
  await show(['operator'])
  fireEvent.change(screen.getByLabelText('屏幕上的六位配对码'), { target: { value: '123456' } })
  const pair = screen.getByRole('button', { name: '确认配对' })
  expect(pair.hasAttribute('disabled')).toBe(true)
  fireEvent.change(screen.getByLabelText('屏幕名称'), { target: { value: '西厅' } })
  press('确认配对')
  await screen.findByText('已配对「西厅」')
  expect(server.sent[0]).toEqual({
    method: 'POST',
    path: '/screens/pair',
    body: { code: '123456', name: '西厅' },
  })
})

test('the log tells what healed itself, where, and how long it took', async () => {
  await show()
  const line = await waitFor(() => {
    const found = document.querySelector('[data-log="heal"]')?.textContent
    if (found == null) throw new Error('no line yet')
    return found
  })
  for (const said of ['自愈', '地图重建', '分屏 0,0/2,1', '用时 3.2 秒', '东厅左屏'])
    expect(line).toContain(said)
})
