import { FEED_TOKEN, type TestServer } from './server.ts'

/** A signed-in person: cookie and the token that state-changing requests carry. */
export type Session = { readonly cookie: string; readonly csrf: string }

export async function signIn(server: TestServer, username: string): Promise<Session> {
  const response = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: username }),
  })
  if (response.status !== 200)
    throw new Error(`sign-in: ${response.status} ${await response.text()}`)
  const { csrf } = (await response.json()) as { csrf: string }
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { cookie, csrf }
}

export async function getJson<T>(server: TestServer, path: string): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${FEED_TOKEN}` },
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

/** What somebody signed in reads. */
export async function getAs(
  server: TestServer,
  { cookie }: Session,
  path: string,
): Promise<unknown> {
  const response = await fetch(`${server.url}/api/v1${path}`, { headers: { cookie } })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

export async function postAs(
  server: TestServer,
  session: Session,
  path: string,
  body: unknown,
): Promise<Response> {
  return fetch(`${server.url}/api/v1${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      cookie: session.cookie,
      'x-csrf-token': session.csrf,
    },
    body: JSON.stringify(body),
  })
}

export type PostedReading = {
  readonly indicator: string
  readonly at: string | number
  readonly value: number
  readonly place?: string
  readonly quality?: string
}

export type ReadingsReply = {
  accepted: number
  duplicates: number
  corrections: number
  rejected: { index: number; code: string; message: string }[]
}

/** @returns the reply, or null when the server did not answer (it may have been killed) */
export async function postReadings(
  server: Pick<TestServer, 'url'>,
  readings: readonly PostedReading[],
): Promise<ReadingsReply | null> {
  const response = await fetch(`${server.url}/api/v1/readings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${FEED_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ readings }),
  }).catch(() => null)
  if (response?.status !== 202) return null
  return (await response.json().catch(() => null)) as ReadingsReply | null
}
