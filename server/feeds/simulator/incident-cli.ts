import { parseArgs } from 'node:util'

const USAGE = `npm run incident                     what there is, and what is under way
npm run incident -- <name> [stop]    begins or ends one
  [--server http://127.0.0.1:8080] [--user operator] [--password operator]`

type Incident = { name: string; title_zh: string; title_en: string; active: boolean }

/** `npm run incident`: begins and ends incidents of the simulated city, as a signed-in operator. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      server: { type: 'string', default: `http://127.0.0.1:${process.env['PORT'] ?? '8080'}` },
      user: { type: 'string', default: 'operator' },
      password: { type: 'string', default: 'operator' },
    },
  })
  const [name, action = 'start'] = positionals
  if (!['start', 'stop'].includes(action)) {
    console.error(USAGE)
    return 2
  }
  const { server } = values
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(`${server}/api/v1${path}`, init)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response
  }
  const headers = { 'content-type': 'application/json' }
  const session = await call('/session', {
    method: 'POST',
    headers,
    body: JSON.stringify({ username: values.user, password: values.password }),
  })
  const { csrf } = (await session.json()) as { csrf: string }
  const cookie = session.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const reply =
    name === undefined
      ? await call('/simulator', { headers: { cookie } })
      : await call(`/simulator/incidents/${encodeURIComponent(name)}`, {
          method: 'POST',
          headers: { ...headers, cookie, 'x-csrf-token': csrf },
          body: JSON.stringify({ action }),
        })
  const { incidents } = (await reply.json()) as { incidents: Incident[] }
  for (const { name: id, title_zh, title_en, active } of incidents) {
    console.log(`${active ? '●' : '○'} ${id.padEnd(16)} ${title_zh} / ${title_en}`)
  }
  return 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  },
)
