import { type ReactElement, useEffect } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { useWords } from '../../i18n/part-words.ts'
import { closeDialog, deskStore } from '../desk-store.ts'
import { useNamed } from '../shell/use-named.ts'
import { ChangedMeanwhile } from './changed-meanwhile.tsx'
import { Checklist } from './checklist.tsx'
import { Column } from './column.tsx'
import { CONDUCT_WORDS } from './conduct-words.ts'
import { Course } from './course.tsx'
import { useRecord } from './emergency-api.ts'
import { Forces } from './forces.tsx'
import { NearBy } from './near-by.tsx'
import { Reports } from './reports.tsx'
import { handlerOf, isActor, useIsCut, useSession } from './rights.ts'
import { Standing } from './standing.tsx'
import { useActing } from './use-acting.ts'

/** One emergency that is on: how it stands, what to do, who is coming, what was reported and all that happened. */
export function Running({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const isCut = useIsCut()
  const acting = useActing()
  const record = useRecord(emergency.id, emergency.rev)
  useEffect(
    () => () => {
      // The form of an act belongs to this emergency alone.
      if (deskStore.getState().dialog.kind === 'emergency-act') closeDialog()
    },
    [],
  )
  return (
    <article
      className="emergency-on"
      aria-label={emergency.title}
      aria-busy={acting.busy}
      data-drill={emergency.drill}
    >
      <Notice isCut={isCut} />
      <Standing emergency={emergency} />
      <ChangedMeanwhile outcome={acting.outcome} emergency={emergency} onDrop={acting.forget} />
      <div className="emergency-columns">
        <Column>
          <Checklist emergency={emergency} acting={acting} isCut={isCut} />
        </Column>
        <Column>
          <Forces emergency={emergency} acting={acting} isCut={isCut} />
          <NearBy emergency={emergency} />
        </Column>
        <Column>
          <Reports emergency={emergency} isCut={isCut} />
          <Course record={record} />
        </Column>
      </div>
    </article>
  )
}

/** Why nothing, or not everything, can be done here. */
function Notice({ isCut }: { readonly isCut: boolean }): ReactElement | null {
  const text = useWords(CONDUCT_WORDS)
  const session = useSession()
  const named = useNamed()
  const own = handlerOf(session)
  const said = isCut
    ? text.cut
    : !isActor(session)
      ? text.readOnly
      : own !== null
        ? text.onlyYours(named.department(own))
        : null
  return (
    <div role="status">
      {said === null ? null : <p className={isCut ? 'emergency-cut' : 'quiet'}>{said}</p>}
    </div>
  )
}
