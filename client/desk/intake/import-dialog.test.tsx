import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ImportDialog } from './import-dialog.tsx'
import { resetImport } from './import-store.ts'
import { aDesk, aServer, type Call, InShell, problem } from './testing.tsx'

const JOB = {
  id: 'j1',
  fileName: 'a.csv',
  dryRun: true,
  state: 'running',
  rows: 2,
  accepted: 1,
  duplicates: 0,
  duplicatesInFile: 0,
  rejected: 0,
  ignoredColumns: [],
  failure: null,
}
const DONE = { ...JOB, state: 'done', rows: 5, accepted: 3, duplicates: 1, rejected: 1 }
const ISSUE = {
  line: 4,
  column: 'type',
  code: 'UNKNOWN_TYPE',
  why: 'x.y',
  row: 'x.y | <img onerror=alert(1)>',
  message: 'Unknown order type',
  messageZh: '未知工单类型',
}

const opened = () =>
  render(
    <InShell>
      <ImportDialog />
    </InShell>,
  )
const choose = (name = 'a.csv'): void => {
  const input = screen.getByLabelText('选择文件', { selector: 'input' })
  fireEvent.change(input, { target: { files: [new File(['x'], name)] } })
}
const count = (name: string) => document.querySelector(`[data-count="${name}"]`)?.textContent

beforeEach(() => {
  resetImport()
  aDesk()
})
afterEach(() => {
  resetImport()
  cleanup()
  vi.unstubAllGlobals()
})

test('a file is tried first; what became of its rows shows, with a way to the whole report and to the real import', async () => {
  let done = false
  const calls = aServer(({ method, path }: Call) => {
    if (method === 'POST') return Response.json(JOB, { status: 202 })
    if (path.includes('/issues')) return Response.json({ issues: [ISSUE] })
    return Response.json(done ? DONE : JOB)
  })
  opened()
  choose()
  await screen.findByText(/导入中/)
  expect(count('rows')).toBe('2')
  done = true
  await screen.findByText(/已完成/)
  expect(['rows', 'accepted', 'duplicates', 'rejected'].map(count)).toEqual(['5', '3', '1', '1'])
  expect(screen.getByText('x.y | <img onerror=alert(1)>')).toBeTruthy()
  expect(screen.getByText(/未知工单类型/)).toBeTruthy()
  expect(screen.getByText('下载逐行报告').getAttribute('href')).toBe(
    '/api/v1/orders/import/j1/report.csv',
  )
  expect(calls[0]).toMatchObject({ method: 'POST', path: '/orders/import?dryRun=true' })
  const form = calls[0]?.body
  expect(form instanceof FormData && form.get('file')).toMatchObject({ name: 'a.csv' })
  fireEvent.click(screen.getByText('正式导入'))
  await waitFor(() =>
    expect(calls.some(({ path }) => path === '/orders/import?dryRun=false')).toBe(true),
  )
})

test('a file that is not taken says why, and another one can be chosen', async () => {
  aServer(() => problem(413, 'ARCHIVE_TOO_LARGE'))
  opened()
  choose('bomb.xlsx')
  expect((await screen.findByRole('alert')).textContent).toContain('文件解压后过大')
  fireEvent.click(screen.getByText('再导入一个文件'))
  expect(screen.getByText('选择文件', { selector: 'button *' })).toBeTruthy()
})

test('while the link is down the counts stay and say so; they go on when it is back', async () => {
  let down = true
  aServer(({ method, path }: Call) => {
    if (method === 'POST') return Response.json({ ...JOB, dryRun: false }, { status: 202 })
    if (path.includes('/issues')) return Response.json({ issues: [] })
    return down ? null : Response.json({ ...DONE, dryRun: false })
  })
  opened()
  choose()
  await screen.findByText(/导入仍在服务器上继续/)
  expect(count('rows')).toBe('2')
  down = false
  await screen.findByText(/已完成/)
  expect(screen.queryByText('正式导入')).toBeNull()
})

test('a file that was given up says where, and an interrupted one what to do', async () => {
  const failure = { code: 'TOO_MANY_ROWS', message: 'x', messageZh: '行数超过上限', line: 200_002 }
  aServer(({ method, path }: Call) => {
    if (method === 'POST')
      return Response.json({ ...JOB, state: 'failed', failure }, { status: 202 })
    return path.includes('/issues') ? Response.json({ issues: [] }) : problem(404, 'NOT_FOUND')
  })
  opened()
  choose()
  expect((await screen.findByRole('alert')).textContent).toBe(
    '文件读到第 200002 行中止:行数超过上限',
  )
})

test('the template is offered as workbook and as CSV, and the dialog is named', () => {
  aServer(() => null)
  opened()
  expect(screen.getByRole('dialog', { name: '批量导入工单' })).toBeTruthy()
  expect(screen.getByText('XLSX').getAttribute('href')).toContain('/template.xlsx?lang=zh')
  expect(screen.getByText('CSV').getAttribute('href')).toContain('/template.csv?lang=zh')
})
