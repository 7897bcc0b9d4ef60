import type { Attachment, OrderNote } from '../../../protocol/order/note.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { csrfHeader, getJson, sendJson } from '../data/desk-api.ts'

export type Comment = Extract<OrderNote, { readonly kind: 'comment' }>
export type Reading = Extract<OrderNote, { readonly kind: 'read' }>

const at = (id: string): string => `/orders/${encodeURIComponent(id)}`

/** Address of a file's bytes; a picture that is drawn on the page is asked for inline. */
export const fileUrl = ({ orderId, id }: Attachment, inline = false): string =>
  `/api/v1${at(orderId)}/attachments/${encodeURIComponent(id)}${inline ? '?inline=true' : ''}`

/** Everything said about an order, oldest first. @throws ApiProblem */
export async function fetchNotes(id: string, signal?: AbortSignal): Promise<readonly OrderNote[]> {
  const body = await getJson(`${at(id)}/notes`, signal)
  if (!isRecord(body) || !Array.isArray(body['notes'])) throw new ApiProblem(502, 'INTERNAL')
  return body['notes'] as readonly OrderNote[]
}

/**
 * Says something about an order.
 *
 * @param own number under which it is said once, however often it is sent; when it was written, where that was earlier
 * @returns codes of mentioned departments that do not get to see the order
 * @throws ApiProblem
 */
export async function sendComment(
  id: string,
  text: string,
  mentions: readonly string[],
  own: { readonly id: string; readonly saidAt?: string },
): Promise<readonly string[]> {
  const { body } = await sendJson('POST', `${at(id)}/comments`, { text, mentions, ...own })
  const unseen = isRecord(body) ? body['unseen'] : null
  return Array.isArray(unseen) ? unseen.map(String) : []
}

/** Notes that whoever is signed in has the order before his eyes. @throws ApiProblem */
export const sendReading = (id: string): Promise<unknown> => sendJson('POST', `${at(id)}/read`)

/** @throws ApiProblem FORBIDDEN with the reason */
export const takeBack = ({ orderId, id }: Attachment): Promise<unknown> =>
  sendJson('DELETE', `${at(orderId)}/attachments/${encodeURIComponent(id)}`)

export type Upload = {
  readonly done: Promise<unknown>
  readonly cancel: () => void
}

/** What is told of a file beside its bytes. */
export type FileClaim = {
  readonly kind: Attachment['kind']
  /** UUID under which it is taken once, however often it is sent. */
  readonly id: string
  readonly takenAt?: string | null
  /** WGS 84 `[lon, lat]`. */
  readonly position?: readonly [number, number] | null
}

/**
 * Sends a file. By XMLHttpRequest, because fetch does not tell how much has been sent.
 *
 * @param onSent share of the bytes that are on their way, 0..1
 * @returns `done` rejects with ApiProblem; code `CANCELLED` after `cancel`
 */
export function uploadFile(
  orderId: string,
  file: File,
  { kind, id, takenAt, position }: FileClaim,
  onSent: (ratio: number) => void,
): Upload {
  const request = new XMLHttpRequest()
  const done = new Promise<unknown>((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => onSent(total === 0 ? 0 : loaded / total)
    request.onload = () => {
      const body = parsed(request.responseText)
      if (request.status === 201) return resolve(body)
      const problem = isRecord(body) ? body : {}
      const code = typeof problem['code'] === 'string' ? problem['code'] : `HTTP_${request.status}`
      reject(new ApiProblem(request.status, code, problem))
    }
    request.onerror = () => reject(new ApiProblem(0, 'UNREACHABLE'))
    request.onabort = () => reject(new ApiProblem(0, 'CANCELLED'))
  })
  request.open('POST', `/api/v1${at(orderId)}/attachments`)
  for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value)
  const form = new FormData()
  // Before the file: what the server has not read when the file ends is not waited for.
  form.append('kind', kind)
  form.append('id', id)
  if (takenAt != null) form.append('takenAt', takenAt)
  if (position != null) form.append('position', position.join(','))
  form.append('file', file, file.name)
  request.send(form)
  return { done, cancel: () => request.abort() }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
