import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sceneStore } from '../../stores/scene.ts'
import { presenceStore } from '../data/presence-store.ts'
import { notesKey, queryClient } from '../data/query.ts'
import { deskStore, resetDesk } from '../desk-store.ts'
import { aDesk } from '../intake/testing.tsx'
import { MOST_BYTES } from './attach.ts'
import { PresenceChips } from './presence-chips.tsx'
import { resetTalk, talkStore } from './talk-store.ts'
import { aComment, aFile, aReading, aTalk, FakeUpload, filed, ID, showTalk } from './testing.tsx'
import { READ_AFTER_MS } from './use-receipt.ts'

const T = (minute: number): string => new Date(Date.UTC(2026, 10, 26, 2, minute)).toISOString()

beforeEach(() => {
  FakeUpload.all.length = 0
  vi.stubGlobal('XMLHttpRequest', FakeUpload)
})
afterEach(() => {
  cleanup()
  resetTalk()
  resetDesk()
  queryClient.clear()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const box = () => screen.getByLabelText<HTMLTextAreaElement>('写留言')
const write = (value: string): void => {
  fireEvent.change(box(), { target: { value, selectionStart: value.length } })
}
const key = (name: string, more: object = {}): boolean =>
  fireEvent.keyDown(box(), { key: name, ...more })
const said = (): (string | null)[] =>
  [...document.querySelectorAll('.talk-text')].map((one) => one.textContent)
const shown = async (notes: Parameters<typeof aTalk>[0] = []) => {
  const server = aTalk(notes)
  showTalk()
  await screen.findByLabelText('写留言')
  return server
}
const choose = (files: File[]): void => {
  fireEvent.change(screen.getByLabelText('选择文件', { selector: 'input' }), { target: { files } })
}
const photo = (name = 'a.jpg', bytes = 10): File => {
  const file = new File(['x'], name, { type: 'image/jpeg' })
  Object.defineProperty(file, 'size', { value: bytes })
  return file
}

test('an order of which nothing was said says so', async () => {
  await shown()
  expect(screen.getByText('还没有留言。')).toBeTruthy()
  expect(screen.getByText(/还没有附件/)).toBeTruthy()
  expect(screen.getByText('还没有人读过')).toBeTruthy()
})

test('markup in a comment is shown as it was written, and mentions stand out', async () => {
  const text = '<img src=x onerror="window.hit=1"> @城管局 请到场'
  await shown([aComment('c1', 'handler-urban', text, T(1))])
  expect(said()).toEqual([text])
  expect(document.querySelector('.talk-text img')).toBeNull()
  expect(document.querySelector('.talk-text b')?.textContent).toBe('@城管局')
})

test('Ctrl+Enter sends: shown at once, once more from the server, never twice', async () => {
  const server = await shown()
  let answer = (_: { status: number; body: unknown }): void => undefined
  server.answers.push(
    new Promise((resolve) => {
      answer = resolve
    }),
  )
  write('  已电话联系住建  ')
  expect(key('Enter')).toBe(true)
  expect(server.posted).toEqual([])
  key('Enter', { ctrlKey: true })
  await waitFor(() => expect(said()).toEqual(['已电话联系住建']))
  expect(screen.getByText('正在发送')).toBeTruthy()
  expect(box().value).toBe('')
  server.notes.push(aComment('c1', 'duty', '已电话联系住建', T(1)))
  answer({ status: 201, body: { unseen: ['housing'] } })
  await waitFor(() => expect(screen.queryByText('正在发送')).toBeNull())
  await waitFor(() => expect(said()).toEqual(['已电话联系住建']))
  expect(screen.getByText(/住建局 不是主办或协办/)).toBeTruthy()
})

test('a comment that was refused stays with the reason, and can be taken back into the box', async () => {
  const server = await shown()
  server.answers.push({ status: 503, body: { code: 'STORE_FULL' } })
  write('第一条')
  key('Enter', { ctrlKey: true })
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toMatch(/没有发出.*磁盘空间不足/)
  write('第二条')
  fireEvent.click(within(alert).getByRole('button', { name: '取回修改' }))
  expect(box().value).toBe('第一条\n第二条')
  expect(said()).toEqual([])
})

test('a comment without an answer that had arrived is not said again', async () => {
  const server = await shown()
  server.answers.push('no answer', 'no answer')
  write('到了')
  key('Enter', { ctrlKey: true })
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain('可能已经发出')
  server.notes.push(aComment('c1', 'duty', '到了', T(1)))
  fireEvent.click(within(alert).getByRole('button', { name: '重新发送' }))
  await waitFor(() => expect(document.querySelector('[data-pending]')).toBeNull())
  await waitFor(() => expect(said()).toEqual(['到了']))
  expect(server.posted.filter(({ path }) => path === '/comments')).toHaveLength(1)
})

test('a comment without an answer that had not arrived is said again', async () => {
  const server = await shown()
  server.answers.push('no answer')
  write('没到')
  key('Enter', { ctrlKey: true })
  fireEvent.click(
    within(await screen.findByRole('alert')).getByRole('button', { name: '重新发送' }),
  )
  await waitFor(() => expect(server.notes).toHaveLength(1))
  await waitFor(() => expect(said()).toEqual(['没到']))
})

test('what is not sent waits with its order, and goes with whoever wrote it', async () => {
  await shown()
  write('写到一半')
  cleanup()
  showTalk()
  expect((await screen.findByLabelText<HTMLTextAreaElement>('写留言')).value).toBe('写到一半')
  act(() => aDesk())
  expect(talkStore.getState().drafts[ID]).toBe('写到一半')
  const { sessionStore } = await import('../../data/session.ts')
  act(() => sessionStore.setState({ state: 'out' }, true))
  expect(talkStore.getState().drafts).toEqual({})
})

test('@ offers departments: arrows choose, Enter takes, Escape leaves the text alone', async () => {
  await shown()
  write('请 @')
  const options = () => screen.queryAllByRole('option').map((one) => one.textContent)
  expect(options()).toEqual(['住建局', '城管局'])
  key('ArrowDown')
  expect(screen.getByRole('option', { selected: true }).textContent).toBe('城管局')
  expect(box().getAttribute('aria-activedescendant')).toBe(
    screen.getByRole('option', { selected: true }).id,
  )
  key('Enter')
  expect(box().value).toBe('请 @城管局 ')
  expect(options()).toEqual([])
  write('请 @城管局 与 @住')
  expect(options()).toEqual(['住建局'])
  key('Escape')
  expect(options()).toEqual([])
  expect(box().value).toBe('请 @城管局 与 @住')
})

test('Enter that an input method is still using neither chooses nor sends', async () => {
  const server = await shown()
  write('@')
  key('Enter', { isComposing: true, ctrlKey: true })
  expect(box().value).toBe('@')
  expect(server.posted).toEqual([])
})

test('the order counts as read after a second before somebody’s eyes, and again for what came since', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
  const server = await shown([aComment('c1', 'handler-urban', 'a', T(1))])
  const receipts = () => server.posted.filter(({ path }) => path === '/read').length
  expect(receipts()).toBe(0)
  await act(() => vi.advanceTimersByTimeAsync(READ_AFTER_MS))
  expect(receipts()).toBe(1)
  expect(screen.getByText('1 条新内容')).toBeTruthy()
  // The server's word that I have read is no news, and asks for no further receipt.
  server.notes.push(aReading('duty', T(2)))
  await act(() => queryClient.invalidateQueries({ queryKey: notesKey(ID) }))
  await act(() => vi.advanceTimersByTimeAsync(READ_AFTER_MS * 3))
  const before = receipts()
  server.notes.push(aComment('c2', 'handler-urban', 'b', T(3)))
  await act(() => queryClient.invalidateQueries({ queryKey: notesKey(ID) }))
  await act(() => vi.advanceTimersByTimeAsync(READ_AFTER_MS))
  expect(receipts()).toBe(before + 1)
  expect(screen.getByText('2 条新内容')).toBeTruthy()
})

test('an order that is left within a second was not read', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true })
  const server = await shown()
  cleanup()
  await vi.advanceTimersByTimeAsync(READ_AFTER_MS * 2)
  expect(server.posted).toEqual([])
})

test('who has read stands by department with the time', async () => {
  await shown([aReading('handler-urban', T(32)), aReading('duty', T(40))])
  const list = screen.getByRole('region', { name: '已读' })
  expect(
    within(list)
      .getAllByRole('listitem')
      .map((one) => one.textContent),
  ).toEqual([
    expect.stringMatching(/^指挥中心duty 已读 .*10:40$/),
    expect.stringMatching(/^城管局handler-urban 已读 .*10:32$/),
  ])
})

test('before and after stand side by side with what is known of them, and doubts are said', async () => {
  const camera = { takenAt: T(1), position: [2.35, 48.85] as const, outside: true as const }
  await shown([
    filed(aFile()),
    filed(
      aFile({
        id: 'f2',
        kind: 'after',
        name: '修好.png',
        type: 'image/png',
        position: null,
        camera,
        reused: true,
        reusedFrom: ['CG7'],
      }),
    ),
    filed(aFile({ id: 'f3', kind: 'other', name: '告知书.pdf', type: 'application/pdf' })),
  ])
  const before = screen.getByRole('region', { name: '处置前' })
  expect(before.textContent).toMatch(/2026-11-26 10:10.*119.97000, 31.77000.*城管局.*1.4 MB/)
  expect(before.textContent).toContain('ab12ab12ab12')
  const after = screen.getByRole('region', { name: '处置后' })
  expect(after.textContent).toContain('照片自带位置在辖区外,未采用')
  expect(after.textContent).toContain('照片自带时间 2026-11-26 10:01')
  expect(after.textContent).toContain('位置不明')
  fireEvent.click(within(after).getByRole('button', { name: 'CG7' }))
  expect(deskStore.getState().openId).toBe('CG7')
  const paper = screen.getByRole('link', { name: '告知书.pdf' })
  expect(paper.getAttribute('href')).toBe(`/api/v1/orders/${ID}/attachments/f3`)
  expect(document.querySelectorAll('.talk-cards img')).toHaveLength(2)
})

test('a picture opens large; arrows go on and back, Escape closes, and no key reaches the desk', async () => {
  await shown([filed(aFile()), filed(aFile({ id: 'f2', kind: 'after', name: '修好.jpg' }))])
  const escaped = vi.fn()
  window.addEventListener('keydown', escaped)
  fireEvent.click(screen.getByRole('button', { name: '查看大图 井盖.jpg' }))
  const large = screen.getByRole('dialog')
  expect(within(large).getByRole('img').getAttribute('alt')).toBe('处置前 井盖.jpg')
  fireEvent.keyDown(large, { key: 'ArrowRight' })
  expect(within(large).getByRole('img').getAttribute('alt')).toBe('处置后 修好.jpg')
  fireEvent.keyDown(large, { key: 'ArrowRight' })
  fireEvent.keyDown(large, { key: 'ArrowLeft' })
  expect(within(large).getByRole('img').getAttribute('alt')).toBe('处置前 井盖.jpg')
  fireEvent.keyDown(large, { key: 'Escape' })
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(escaped).not.toHaveBeenCalled()
  window.removeEventListener('keydown', escaped)
})

test('chosen files go one after the other, with kind, token and progress, and leave when they are there', async () => {
  const server = await shown()
  fireEvent.click(screen.getByLabelText('处置后'))
  choose([photo('一.jpg'), photo('二.jpg')])
  await waitFor(() => expect(FakeUpload.all).toHaveLength(1))
  const [first] = FakeUpload.all
  expect([first?.form?.get('kind'), first?.headers['x-csrf-token']]).toEqual(['after', 'csrf-1'])
  act(() => first?.upload.onprogress({ loaded: 1, total: 4 }))
  expect(screen.getByText('已上传 25%')).toBeTruthy()
  server.notes.push(filed(aFile({ kind: 'after', name: '一.jpg' })))
  act(() => first?.answer(201, {}))
  await waitFor(() => expect(FakeUpload.all).toHaveLength(2))
  expect(screen.getAllByText(/一\.jpg/)).toHaveLength(1)
  act(() => FakeUpload.all[1]?.answer(415, { code: 'FILE_KIND', found: 'image/svg+xml' }))
  expect((await screen.findByRole('alert')).textContent).toContain('不支持的文件类型')
  fireEvent.click(screen.getByRole('button', { name: '移除' }))
  expect(document.querySelector('[data-upload]')).toBeNull()
})

test('a file that is too large or empty is not sent at all', async () => {
  await shown()
  choose([photo('大.jpg', MOST_BYTES + 1), photo('空.jpg', 0)])
  const alerts = await screen.findAllByRole('alert')
  expect(alerts.map((one) => one.textContent)).toEqual(['文件超过 20 MB', '文件是空的'])
  expect(FakeUpload.all).toEqual([])
})

test('an upload that is called off is gone, and the next one goes on', async () => {
  await shown()
  choose([photo('一.jpg'), photo('二.jpg')])
  await waitFor(() => expect(FakeUpload.all).toHaveLength(1))
  const [cancel] = screen.getAllByRole('button', { name: '取消' })
  if (cancel !== undefined) fireEvent.click(cancel)
  await waitFor(() => expect(FakeUpload.all).toHaveLength(2))
  expect(screen.queryByText(/一\.jpg/)).toBeNull()
})

test('dropped and pasted files are taken; pasted text stays text', async () => {
  await shown()
  const part = screen.getByRole('region', { name: '附件' })
  fireEvent.drop(part, { dataTransfer: { files: [photo('拖.jpg')] } })
  fireEvent.paste(part, { clipboardData: { files: [photo('贴.jpg')] } })
  fireEvent.paste(part, { clipboardData: { files: [] } })
  expect(await screen.findAllByText(/(拖|贴)\.jpg/)).toHaveLength(2)
})

test('one’s own fresh file can be taken back, after being asked once more; others’ and old ones cannot', async () => {
  const now = new Date().toISOString()
  const server = await shown([
    filed(aFile({ id: 'own', by: 'duty', at: now })),
    filed(aFile({ id: 'foreign', at: now })),
    filed(aFile({ id: 'old', by: 'duty' })),
  ])
  const [button, ...rest] = screen.getAllByRole('button', { name: '撤回' })
  expect(rest).toEqual([])
  if (button !== undefined) fireEvent.click(button)
  expect(server.posted).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: '确认撤回' }))
  await waitFor(() => expect(server.posted).toEqual([{ path: '/attachments/own', body: null }]))
})

test('a talk that cannot be read says so and can be asked for again', async () => {
  const server = aTalk()
  server.readable = false
  showTalk()
  const alert = await screen.findByRole('alert', {}, { timeout: 5_000 })
  expect(alert.textContent).toContain('读不到留言和附件')
  server.readable = true
  fireEvent.click(within(alert).getByRole('button', { name: '重试' }))
  await screen.findByLabelText('写留言')
})

test('the pane speaks English too', async () => {
  aTalk([aReading('handler-urban', T(32))])
  act(() => sceneStore.setState({ language: 'en' }))
  showTalk()
  await screen.findByLabelText('Write a comment')
  expect(screen.getByText('No comments yet.')).toBeTruthy()
  expect(screen.getByText(/read .*10:32/)).toBeTruthy()
})

test('others who have the order open are named, oneself is not', () => {
  aDesk()
  const { container } = render(<PresenceChips orderId={ID} />)
  expect(container.textContent).toBe('')
  act(() =>
    presenceStore.setState({
      orders: {
        [ID]: [
          { name: 'duty', since: T(1) },
          { name: 'leader', since: T(2) },
        ],
        CG9: [{ name: 'checker', since: T(1) }],
      },
    }),
  )
  const list = screen.getByRole('list', { name: '正在查看' })
  expect(
    within(list)
      .getAllByRole('listitem')
      .map((one) => one.textContent),
  ).toEqual(['leader'])
  act(() => presenceStore.setState({ orders: {} }))
  expect(container.textContent).toBe('')
})
