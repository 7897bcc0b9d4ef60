import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { vi } from 'vitest'
import type { Attachment, OrderNote } from '../../../protocol/order/note.ts'
import { queryClient } from '../data/query.ts'
import { aDesk } from '../intake/testing.tsx'
import { TalkPane } from './talk-pane.tsx'

export const ID = 'CG20261126-000001'

export const aFile = (fields: Partial<Attachment> = {}): Attachment => ({
  id: 'f1',
  orderId: ID,
  kind: 'before',
  name: '井盖.jpg',
  type: 'image/jpeg',
  bytes: 1_449_000,
  sha256: 'ab12'.repeat(16),
  position: [119.97, 31.77],
  takenAt: '2026-11-26T02:10:00.000Z',
  pixels: [4032, 3024],
  by: 'handler-urban',
  department: 'urban',
  at: '2026-11-26T02:20:00.000Z',
  ...fields,
})

export const filed = (attachment: Attachment): OrderNote => {
  const { id, orderId, at, by, department } = attachment
  return { id, orderId, at, by, department, kind: 'attachment', attachment }
}

export const aComment = (id: string, by: string, text: string, at: string): OrderNote => ({
  id,
  orderId: ID,
  at,
  by,
  department: by === 'duty' ? null : 'urban',
  kind: 'comment',
  text,
  mentions: [],
})

export const aReading = (by: string, at: string): OrderNote => ({
  id: `${ID}|${by}`,
  orderId: ID,
  at,
  by,
  department: by === 'duty' ? null : 'urban',
  kind: 'read',
  firstAt: at,
})

type Answer = { readonly status: number; readonly body: unknown } | 'no answer'

/** A server of one order's talk. Comments are answered by `answers` in turn, else taken into `notes`. */
export function aTalk(first: readonly OrderNote[] = []) {
  const server = {
    notes: [...first] as OrderNote[],
    readable: true,
    answers: [] as (Answer | Promise<Answer>)[],
    posted: [] as { readonly path: string; readonly body: unknown }[],
  }
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const path = url.replace(`/api/v1/orders/${ID}`, '')
    const { method = 'GET' } = init
    if (path === '/notes') {
      if (!server.readable) throw new TypeError('Failed to fetch')
      return Response.json({ notes: server.notes })
    }
    if (url.endsWith('/catalog/pinyin')) return Response.json({})
    if (method === 'GET') throw new Error(`nobody foresaw ${url}`)
    server.posted.push({ path, body: init.body === undefined ? null : JSON.parse(`${init.body}`) })
    const answer = path === '/comments' ? await server.answers.shift() : undefined
    if (answer === 'no answer') throw new TypeError('Failed to fetch')
    if (answer !== undefined) return Response.json(answer.body, { status: answer.status })
    if (path !== '/comments') return Response.json({})
    return Response.json({ note: take(String(init.body)), unseen: [] }, { status: 201 })
  })
  function take(body: string): OrderNote {
    const { text } = JSON.parse(body) as { text: string }
    const note = aComment(`c${server.notes.length}`, 'duty', text, new Date().toISOString())
    server.notes.push(note)
    return note
  }
  aDesk()
  return server
}

export const showTalk = () =>
  render(
    <QueryClientProvider client={queryClient}>
      <TalkPane orderId={ID} />
    </QueryClientProvider>,
  )

/** An upload as the test ends it. */
export class FakeUpload {
  static readonly all: FakeUpload[] = []
  readonly upload: { onprogress: (event: { loaded: number; total: number }) => void } = {
    onprogress: () => undefined,
  }
  onload = (): void => undefined
  onerror = (): void => undefined
  onabort = (): void => undefined
  status = 0
  responseText = ''
  form: FormData | null = null
  readonly headers: Record<string, string> = {}

  open(): void {
    FakeUpload.all.push(this)
  }
  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value
  }
  send(form: FormData): void {
    this.form = form
  }
  abort(): void {
    this.onabort()
  }
  answer(status: number, body: object): void {
    this.status = status
    this.responseText = JSON.stringify(body)
    this.onload()
  }
}
