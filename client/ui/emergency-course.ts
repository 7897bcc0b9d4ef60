import type { Emergency, EmergencyEvent } from '../../protocol/emergency/emergency.ts'

/** One thing that happened: to the order, or in the command room. */
export type Happening = {
  readonly key: string
  readonly atMs: number
  readonly by: string
  readonly what:
    | { readonly kind: 'order'; readonly action: string }
    | { readonly kind: 'act'; readonly act: EmergencyEvent['act']; readonly detail: string }
}

/** An event of the order, as `GET /orders/:id` lists it. */
export type OrderHappening = {
  readonly rev: number
  readonly action: string
  readonly actor: string
  readonly at: string
}

/** Acts that say nothing about the incident itself. */
const SILENT: readonly EmergencyEvent['act'][] = ['walls']

/** The course of events, the latest first. Pure. */
export function courseOf(
  emergency: Emergency,
  events: readonly EmergencyEvent[],
  orderEvents: readonly OrderHappening[],
  language: 'zh' | 'en',
): Happening[] {
  const acts = events
    .filter(({ act }) => !SILENT.includes(act))
    .map((event): Happening => {
      const detail = detailOf(event, emergency, language)
      const what = { kind: 'act', act: event.act, detail } as const
      return { key: `act ${event.rev}`, atMs: Date.parse(event.at), by: event.by, what }
    })
  const orders = orderEvents.map(({ rev, action, actor, at }): Happening => {
    const what = { kind: 'order', action } as const
    return { key: `order ${rev}`, atMs: Date.parse(at), by: actor, what }
  })
  // Of one moment, the later in its own list came last.
  return [...orders, ...acts]
    .map((each, at) => ({ each, at }))
    .sort((a, b) => b.each.atMs - a.each.atMs || b.at - a.at)
    .map(({ each }) => each)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What an act was about, in one text; empty when its name says it all. */
export function detailOf(
  { act, args }: EmergencyEvent,
  emergency: Emergency,
  language: 'zh' | 'en',
): string {
  switch (act) {
    case 'tick':
    case 'untick': {
      const step = emergency.steps.find(({ id }) => id === args['step'])
      return step === undefined ? textOf(args['step']) : step[language]
    }
    case 'force': {
      const force = emergency.forces.find(({ id }) => id === args['force'])
      return force === undefined ? '' : language === 'zh' ? force.name_zh : force.name_en
    }
    case 'add-force':
      return textOf(args['name'])
    case 'report':
      return textOf(args['text'])
    case 'relate':
      return textOf(args['orderId'])
    case 'end':
      return textOf(args['summary'])
    default:
      return ''
  }
}

/** `12:07`, `1:02:07`: hours only when there are some. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (n: number): string => String(n).padStart(2, '0')
  const minutes = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return seconds < 3600 ? minutes : `${Math.floor(seconds / 3600)}:${minutes}`
}
