import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { FORCE_STATES } from '../../../protocol/emergency/plan.ts'
import { ApiProblem } from '../../data/api.ts'
import { applyEmergency, emergencyStore } from '../../stores/emergencies.ts'
import { failureText } from '../shell/tell.ts'
import { actIn, type SentAct, standingIn } from './emergency-api.ts'

/** What became of an act. */
export type Outcome =
  | { readonly state: 'done' }
  /** What it touches is not any more as it was when it was looked at. Nothing was done. */
  | { readonly state: 'conflict'; readonly seen: Emergency; readonly now: Emergency }
  | { readonly state: 'refused'; readonly text: string }
  /** No answer came: it may have been done. Sent again under the same number, it is done once. */
  | { readonly state: 'unanswered'; readonly text: string }

/** Another act may come between as often as this before an attempt gives way. */
const MOST_TRIES = 4

const differ = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b)

/**
 * Whether somebody changed what an act is about, since `seen`. In a big emergency many act at once: a step that another one
 * ticked does not stop a report. Pure.
 */
export function isTouched(act: SentAct, seen: Emergency, now: Emergency): boolean {
  if (now.endedAt !== seen.endedAt) return true
  switch (act.act) {
    case 'tick':
    case 'untick': {
      const doneIn = ({ steps }: Emergency) => steps.find(({ id }) => id === act.step)?.done
      return differ(doneIn(seen), doneIn(now))
    }
    case 'force': {
      const force = ({ forces }: Emergency) => forces.find(({ id }) => id === act.force)
      return differ(force(seen), force(now))
    }
    case 'add-force':
      return now.forces.length !== seen.forces.length
    case 'report':
      return now.reports.length !== seen.reports.length
    case 'move':
      return differ(seen.position, now.position)
    case 'plan':
      return seen.plan.id !== now.plan.id
    case 'end':
      return seen.rev !== now.rev
  }
}

/** Whether the emergency as it stands leaves the act open still. Pure. */
export function isStillOpen(act: SentAct, now: Emergency): boolean {
  if (now.endedAt !== null) return false
  switch (act.act) {
    case 'tick':
      return now.steps.some(({ id, done }) => id === act.step && done === null)
    case 'untick':
      return now.steps.some(({ id, done }) => id === act.step && done !== null)
    case 'force':
      return now.forces.some(
        ({ id, state }) =>
          id === act.force && FORCE_STATES.indexOf(act.state) >= FORCE_STATES.indexOf(state),
      )
    default:
      return true
  }
}

/** Whether a refusal leaves open what was done: no answer came, or the server failed half-way. */
export const isOpenEnded = ({ status, code }: ApiProblem): boolean =>
  code !== 'STORE_FULL' && [0, 408, 500, 502, 503, 504].includes(status)

/**
 * Does one act in the name of whoever looked at `seen`. Where others did something else meanwhile it goes on; where they
 * did the same, it stops and says how things stand.
 *
 * @param isRetry it was sent before under this `actionId` and no answer came: what it would do may be done already
 */
export async function attempt(
  act: SentAct,
  seen: Emergency,
  actionId: string,
  isRetry = false,
): Promise<Outcome> {
  const held = emergencyStore.getState().active?.find(({ id }) => id === seen.id)
  let now = held !== undefined && held.rev > seen.rev ? held : seen
  if (!isRetry && isTouched(act, seen, now)) return { state: 'conflict', seen, now }
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    try {
      applyEmergency(await actIn(seen.id, { ...act, actionId, rev: now.rev }))
      return { state: 'done' }
    } catch (problem) {
      const text = failureText(problem)
      if (!(problem instanceof ApiProblem)) return { state: 'refused', text }
      if (isOpenEnded(problem)) return { state: 'unanswered', text }
      const told = standingIn(problem)
      if (problem.code !== 'EMERGENCY_CHANGED_MEANWHILE' || told === null) {
        return { state: 'refused', text }
      }
      applyEmergency(told)
      if (isTouched(act, seen, told)) return { state: 'conflict', seen, now: told }
      now = told
    }
  }
  return { state: 'conflict', seen, now }
}
