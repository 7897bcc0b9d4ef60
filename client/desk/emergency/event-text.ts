import type { Emergency, EmergencyEvent } from '../../../protocol/emergency/emergency.ts'
import { FORCE_STATES, type Plan } from '../../../protocol/emergency/plan.ts'
import type { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { type Language, nameOf } from '../../i18n/text.ts'
import { detailOf } from '../../ui/emergency-course.ts'
import type { ConductText } from './conduct-words.ts'

type SharedText = (typeof EMERGENCY_WORDS)['zh'] | (typeof EMERGENCY_WORDS)['en']
type Args = EmergencyEvent['args']

const textIn = (args: Args, name: string): string =>
  typeof args[name] === 'string' ? args[name] : ''

const listIn = (args: Args, name: string): readonly unknown[] =>
  Array.isArray(args[name]) ? args[name] : []

/** People and leader, as far as they were given. */
function toldIn(args: Args, text: ConductText): string {
  const people = typeof args['people'] === 'number' ? text.people(args['people']) : ''
  return [people, textIn(args, 'leader')].filter(Boolean).join(' · ')
}

/** What an act was about, and what was written with it; both empty when its name says it all. Pure. */
export function eventText(
  event: EmergencyEvent,
  emergency: Emergency | null,
  plans: readonly Plan[],
  language: Language,
  text: ConductText,
  shared: SharedText,
): { readonly what: string; readonly note: string } {
  const { act, args } = event
  const known = emergency === null ? '' : detailOf(event, emergency, language)
  switch (act) {
    case 'open': {
      const plan = plans.find(({ id }) => id === args['plan'])
      return {
        what: plan === undefined ? textIn(args, 'plan') : text.planNow(nameOf(plan, language)),
        note: textIn(args, 'reason'),
      }
    }
    case 'tick':
    case 'untick': {
      // A step of the plan before: its name is in that plan.
      const old = plans.flatMap(({ steps }) => steps).find(({ id }) => id === args['step'])
      const isKnown = emergency?.steps.some(({ id }) => id === args['step']) === true
      return {
        what: isKnown || old === undefined ? known : old[language],
        note: textIn(args, 'note'),
      }
    }
    case 'force': {
      const state = FORCE_STATES.find((each) => each === args['state'])
      const way = state === undefined ? '' : shared.forceStates[state]
      return { what: [known, way].filter(Boolean).join(' → '), note: toldIn(args, text) }
    }
    case 'add-force':
      return { what: textIn(args, 'name'), note: toldIn(args, text) }
    case 'report':
      return { what: '', note: textIn(args, 'text') }
    case 'move': {
      const at = listIn(args, 'position').map((part) => Number(part).toFixed(5))
      return { what: text.moveTo(at.join(', ')), note: '' }
    }
    case 'walls':
      return { what: listIn(args, 'walls').join(', ') || text.none, note: '' }
    case 'relate':
      return { what: textIn(args, 'orderId'), note: '' }
    case 'plan': {
      const plan = plans.find(({ id }) => id === args['plan'])
      return {
        what: plan === undefined ? textIn(args, 'plan') : nameOf(plan, language),
        note: '',
      }
    }
    case 'end':
      return { what: '', note: textIn(args, 'summary') }
  }
}
