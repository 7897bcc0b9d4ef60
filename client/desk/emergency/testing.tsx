import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, vi } from 'vitest'
import { useStore } from 'zustand'
import {
  actOn,
  type Emergency,
  type EmergencyAct,
  type EmergencyEvent,
  openEmergency,
} from '../../../protocol/emergency/emergency.ts'
import type { Plan } from '../../../protocol/emergency/plan.ts'
import { applyEmergencies, emergencyStore } from '../../stores/emergencies.ts'
import { linkStore } from '../data/link-store.ts'
import { queryClient } from '../data/query.ts'
import { deskStore, resetDesk } from '../desk-store.ts'
import { aDesk, aServer, type Call, InShell, problem } from '../intake/testing.tsx'
import { listenForKeys } from '../keys/engine.ts'
import { EmergencyView } from './emergency-view.tsx'
import { ActDialog } from './forms/act-dialog.tsx'
import { OpenDialog } from './open-dialog.tsx'

/** Test data: a plan of two departments and the centre. */
export const PLAN: Plan = {
  id: 'flood',
  name_zh: '内涝预案',
  name_en: 'Flood plan',
  basis: '防汛条例',
  trigger: { order_types: ['city.pothole'], alarms: [], stage: null },
  report_every: 30,
  near: [],
  forces: [{ id: 'crew', name_zh: '抢险队', name_en: 'Crew', department: 'housing' }],
  steps: [
    {
      id: 'close',
      zh: '封闭道路',
      en: 'Close the road',
      department: 'urban',
      within: 10,
      evidence: 'none',
    },
    {
      id: 'pump',
      zh: '泵车排水',
      en: 'Pump it out',
      department: 'housing',
      within: 60,
      evidence: 'note',
    },
    { id: 'lead', zh: '成立指挥部', en: 'Set up', department: null, within: 20, evidence: 'none' },
  ],
}
export const FIRE: Plan = {
  ...PLAN,
  id: 'fire',
  name_zh: '火灾预案',
  name_en: 'Fire plan',
  trigger: { ...PLAN.trigger, order_types: [] },
}

/** An emergency opened `minutes` ago. */
export const anEmergency = (minutes = 5, over: Partial<Emergency> = {}): Emergency => ({
  ...openEmergency({
    id: 'E20261126-160000-7f3a',
    plan: PLAN,
    title: '青龙西路积水',
    reason: '两车被困',
    by: 'duty',
    atMs: Date.now() - minutes * 60_000,
    drill: false,
    simulated: false,
    orderId: null,
    position: null,
    place: null,
    walls: ['main'],
  }),
  ...over,
})

/** A server that holds emergencies, does what is asked and can be made to refuse; what it was sent is kept. */
export function anEmergencyServer(on: readonly Emergency[] = [], ended: readonly Emergency[] = []) {
  const held = new Map([...on, ...ended].map((one) => [one.id, one]))
  const events = new Map<string, EmergencyEvent[]>()
  const server = {
    /** The next answer to what changes something; null: none comes, undefined: what it should be. */
    answers: [] as (Response | null | undefined)[],
    calls: [] as Call[],
    notices: [] as object[],
    sent: (): Call[] => server.calls.filter(({ method }) => method !== 'GET'),
    /** Somebody else does something; the stream tells it here unless it is slow. */
    other(id: string, act: EmergencyAct, by: string, isTold = true): void {
      did(id, act, by)
      if (isTold) tell()
    },
  }
  const tell = (): void =>
    applyEmergencies(
      [...held.values()]
        .filter(({ endedAt }) => endedAt === null)
        .sort((a, b) => b.openedAt.localeCompare(a.openedAt)),
    )
  const did = (id: string, act: EmergencyAct, by: string): Emergency => {
    const before = held.get(id)
    if (before === undefined) throw new Error(`no ${id}`)
    const next = actOn(before, act, by, Date.now())
    held.set(id, next)
    const { act: name, ...args } = act
    const event = { rev: next.rev, actionId: `by ${by} ${next.rev}`, at: new Date().toISOString() }
    events.set(id, [...(events.get(id) ?? []), { ...event, by, act: name, args }])
    return next
  }
  const act = (id: string, body: Record<string, unknown>): Response => {
    const now = held.get(id)
    if (now === undefined) return problem(404, 'NOT_FOUND')
    if (body['rev'] !== now.rev) {
      return problem(409, 'EMERGENCY_CHANGED_MEANWHILE', { rev: now.rev, emergency: now })
    }
    const { actionId: _id, rev: _rev, ...given } = body
    const plan = given['plan'] === undefined ? {} : { plan: FIRE }
    return Response.json(did(id, { ...given, ...plan } as EmergencyAct, 'duty'))
  }
  const read = (path: string): Response => {
    const id = /^\/emergencies\/([^/?]+)/.exec(path)?.[1]
    const one = id === undefined ? undefined : held.get(id)
    if (one !== undefined) return Response.json({ ...one, events: events.get(one.id) ?? [] })
    if (path === '/emergency-plans') return Response.json({ plans: [PLAN, FIRE] })
    if (path.startsWith('/emergencies?')) {
      const over = [...held.values()].filter(({ endedAt }) => endedAt !== null)
      return Response.json({ emergencies: over, nextCursor: null })
    }
    if (path === '/walls') {
      const serverTime = new Date().toISOString()
      return Response.json({ serverTime, walls: [{ id: 'main', commands: [], screens: [] }] })
    }
    if (path === '/duty/notices') return Response.json({ notices: server.notices })
    return problem(404, 'NOT_FOUND')
  }
  const open = (body: Record<string, unknown>): Response => {
    const { title = PLAN.name_zh, drill } = body
    const one = anEmergency(0, { title: String(title), drill: drill === true })
    held.set(one.id, one)
    return Response.json(one, { status: 201 })
  }
  server.calls = aServer(({ method, path, body }) => {
    if (method === 'GET') return read(path)
    const set = server.answers.shift()
    if (set !== undefined) return set
    const given = body as Record<string, unknown>
    return path === '/emergencies' ? open(given) : act(path.split('/')[2] ?? '', given)
  })
  tell()
  linkStore.setState({ link: { state: 'live' } })
  return server
}

/** The view and its dialogs, as the shell shows them. */
export function showView(): void {
  render(
    <InShell>
      <QueryClientProvider client={queryClient}>
        <EmergencyView />
        <Dialogs />
      </QueryClientProvider>
    </InShell>,
  )
}

function Dialogs(): ReactElement | null {
  const dialog = useDialog()
  if (dialog.kind === 'open-emergency') return <OpenDialog start={dialog.start} />
  if (dialog.kind === 'emergency-act') return <ActDialog id={dialog.id} form={dialog.form} />
  return null
}

const useDialog = () => useStore(deskStore, (state) => state.dialog)

/** Nothing of one test is left for the next. */
export function resetEmergencies(): void {
  emergencyStore.setState({ active: null })
  queryClient.clear()
}

/** Before each test of a file an empty desk whose keys are listened to; after it nothing is left of it. */
export function atADesk(): void {
  let stopKeys: () => void
  beforeEach(() => {
    resetDesk()
    aDesk()
    stopKeys = listenForKeys(window)
  })
  afterEach(() => {
    cleanup()
    stopKeys()
    resetEmergencies()
    resetDesk()
    linkStore.setState({ link: { state: 'connecting' } })
    vi.unstubAllGlobals()
  })
}
