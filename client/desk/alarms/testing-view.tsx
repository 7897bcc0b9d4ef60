import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { vi } from 'vitest'
import type { Alarm, AlarmEvent } from '../../../protocol/alarm/alarm.ts'
import { alarmStore } from '../data/alarm-store.ts'
import { queryClient } from '../data/query.ts'
import { InShell } from '../intake/testing.tsx'
import { AlarmsView } from './alarms-view.tsx'
import { NOW_MS } from './testing.ts'

/** The view with these alarms in it; null: none read yet. */
export function showAlarms(alarms: readonly Alarm[] | null): void {
  alarmStore.setState({
    alarms: alarms === null ? null : new Map(alarms.map((alarm) => [alarm.id, alarm])),
  })
  render(
    <InShell>
      <QueryClientProvider client={queryClient}>
        <AlarmsView />
      </QueryClientProvider>
    </InShell>,
  )
}

const FIGURES = {
  raised: 100,
  per10Min: 0.7,
  last10Min: 2,
  floodRatio: 0.006,
  chattering: [],
  stale: [],
  priorities: { low: 80, medium: 15, high: 5, shares: { low: 0.8, medium: 0.15, high: 0.05 } },
}

const iso = (ms: number): string => new Date(ms).toISOString()

function after(alarm: Alarm, verb: string, body: Record<string, unknown>): Alarm {
  const by = 'duty'
  if (verb === 'ack') {
    const acknowledged = { by, at: iso(NOW_MS), note: String(body['note'] ?? '') }
    return { ...alarm, state: 'acknowledged', acknowledged }
  }
  if (verb === 'unshelve') return { ...alarm, state: 'active', shelved: null }
  const until = iso(NOW_MS + Number(body['minutes']) * 60_000)
  return { ...alarm, state: 'shelved', shelved: { by, until, reason: String(body['reason']) } }
}

/** A server that does what is asked of it and tells the stream, keeps what was sent, and can be held or made to refuse. */
export function anAlarmServer() {
  let gate: Promise<void> = Promise.resolve()
  let open = (): void => undefined
  let refusal: { readonly code: string; readonly status: number } | null = null
  const server = {
    sent: [] as { id: string; verb: string; body: unknown }[],
    figures: FIGURES as object | null,
    hold(): void {
      gate = new Promise((resolve) => {
        open = resolve
      })
    },
    release: (): void => open(),
    refuse(code: string, status: number): void {
      refusal = { code, status }
    },
  }
  const answer = async (path: string, init?: RequestInit): Promise<Response> => {
    if (path === '/api/v1/alarms/summary') {
      return server.figures === null
        ? Response.json({ code: 'STORE_UNAVAILABLE' }, { status: 503 })
        : Response.json(server.figures)
    }
    const [, id = '', verb = ''] = /\/alarms\/([^/]+)\/(\w+)/.exec(path) ?? []
    const alarm = alarmStore.getState().alarms?.get(id)
    if (alarm === undefined) return Response.json({ code: 'NOT_FOUND' }, { status: 404 })
    if (verb === 'events') {
      const acknowledged = { by: 'duty', at: iso(NOW_MS), note: '已派人' }
      const events: AlarmEvent[] = [
        { kind: 'raised', at: iso(NOW_MS - 60_000), by: 'system', alarm },
        { kind: 'acknowledged', at: iso(NOW_MS), by: 'duty', alarm: { ...alarm, acknowledged } },
      ]
      return Response.json({ events })
    }
    const body = JSON.parse(String(init?.body ?? '{}'))
    server.sent.push({ id, verb, body })
    await gate
    if (refusal !== null) {
      return Response.json({ code: refusal.code }, { status: refusal.status })
    }
    const next = after(alarm, verb, body)
    alarmStore.setState(({ alarms }) => ({ alarms: new Map(alarms ?? []).set(id, next) }))
    return Response.json({ alarm: next })
  }
  vi.stubGlobal('fetch', answer)
  return server
}

export type AlarmServer = ReturnType<typeof anAlarmServer>
