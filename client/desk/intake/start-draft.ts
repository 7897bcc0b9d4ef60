import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { type Language, nameOf } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { LEVEL_WORDS } from '../../ui/level-words.ts'
import { alarmStore } from '../data/alarm-store.ts'
import type { IntakeStart } from '../desk-store.ts'
import { type Draft, emptyDraft, keptDraft } from './draft.ts'

/** What an order that answers an alarm is called: where, what and how bad. */
function titleOf(alarm: Alarm, language: Language): string {
  const { places, indicators } = catalogStore.getState()
  const place = places.get(alarm.place)
  const indicator = indicators.get(alarm.indicator)
  const names = [
    place === undefined ? alarm.place : nameOf(place, language),
    indicator === undefined ? alarm.indicator : nameOf(indicator, language),
    language === 'zh'
      ? `${LEVEL_WORDS[alarm.level].zh}色预警`
      : `${LEVEL_WORDS[alarm.level].en} warning`,
  ]
  return names.join(' ')
}

/**
 * What the form begins with: an alarm's facts, a point on the map, or what was being written when it was last closed.
 *
 * @param key names the order, should it be a new one
 */
export function startDraft(start: IntakeStart, language: Language, key: string): Draft {
  const { alarmId, position } = start
  if (alarmId !== undefined) {
    const alarm = alarmStore.getState().alarms?.get(alarmId)
    const draft = { ...emptyDraft(key), alarmId, position: position ?? null }
    if (alarm === undefined) return draft
    return {
      ...draft,
      type: alarm.raises ?? '',
      place: alarm.place,
      title: titleOf(alarm, language),
    }
  }
  if (position !== undefined) return { ...emptyDraft(key), position }
  return keptDraft() ?? emptyDraft(key)
}
