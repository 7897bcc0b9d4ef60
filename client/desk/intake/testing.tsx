import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { ReactElement } from 'react'
import { vi } from 'vitest'
import { sessionStore } from '../../data/session.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { sceneStore } from '../../stores/scene.ts'

const aType = (code: string, name_zh: string, name_en: string, lead: string) => ({
  code,
  category: 'city' as const,
  name_zh,
  name_en,
  standard: '',
  lead,
  co: [],
  sign_minutes: 30,
  handle_hours: 2,
  severity_default: 3,
  needs_photo: true,
})
const aDepartment = (code: string, name_zh: string, name_en: string) => ({
  code,
  name_zh,
  full_name_zh: name_zh,
  name_en,
  remit_en: '',
})

/** A desk's surroundings: the names of two types and one town, somebody signed in. */
export function aDesk(roles: readonly string[] = ['duty']): void {
  sceneStore.setState({ language: 'zh' })
  sessionStore.setState(
    { state: 'in', session: { user: 'duty', roles, department: null, csrf: 'csrf-1' } },
    true,
  )
  const types = [
    aType('city.pothole', '路面坑槽', 'Pothole', 'housing'),
    aType('city.lamp-out', '路灯不亮', 'Lamp out', 'urban'),
  ]
  const departments = [
    aDepartment('housing', '住建局', 'Housing'),
    aDepartment('urban', '城管局', 'Urban'),
  ]
  catalogStore.setState({
    orderTypes: new Map(types.map((type) => [type.code, type])),
    departments: new Map(departments.map((one) => [one.code, one])),
    places: new Map([
      [
        'chashan',
        {
          id: 'chashan',
          kind: 'town',
          name_zh: '茶山街道',
          name_en: 'Chashan',
          town: 'chashan',
          position: [119.97, 31.75],
          approximate: true,
        },
      ],
    ]),
  })
}

export type Call = { readonly method: string; readonly path: string; readonly body: unknown }

/** A server that answers by path; what it was asked is kept. An answer of null: none came. */
export function aServer(answers: (call: Call) => Response | null): Call[] {
  const calls: Call[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const path = url.replace('/api/v1', '')
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : (init.body ?? null)
    const call = { method: init.method ?? 'GET', path, body }
    calls.push(call)
    const answer = answers(call)
    if (answer === null) throw new TypeError('no answer')
    return answer
  })
  return calls
}

export const problem = (status: number, code: string, detail: object = {}): Response =>
  Response.json({ code, ...detail }, { status })

/** What the desk's shell puts around its parts. */
export const InShell = ({ children }: { readonly children: ReactElement }): ReactElement => (
  <MantineProvider env="test">
    <Notifications />
    {children}
  </MantineProvider>
)
