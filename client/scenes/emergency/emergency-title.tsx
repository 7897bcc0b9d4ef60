import type { ReactElement } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useText } from '../../i18n/text.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { useNames } from '../use-names.ts'

/** The incident in the place of the scenario's name. */
export function EmergencyTitle({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useText()
  const own = useWords(EMERGENCY_WORDS)
  const names = useNames()
  const { title, place, orderId, drill, simulated } = emergency
  const facts = [
    place === null ? own.cityWide : names.place(place),
    orderId === null ? own.noOrder : `${own.order} ${orderId}`,
  ]
  return (
    <div className="head-title" data-drill={drill}>
      <p className="platform">{text.platform}</p>
      <h1 data-zone="scan">
        <span className="head-emergency">
          <LevelMark level="red" />
          {drill ? `${own.mode} · ${own.drill}` : own.mode}
        </span>
        <span className="head-scenario" title={title}>
          {title}
        </span>
      </h1>
      <p className="question">
        {facts.join(' · ')}
        {simulated ? <span className="demo head-demo">{own.simulated}</span> : null}
      </p>
    </div>
  )
}
