import { NativeSelect } from '@mantine/core'
import { type ReactElement, useState } from 'react'
import type { Emergency } from '../../../../protocol/emergency/emergency.ts'
import { useWords } from '../../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../../i18n/text.ts'
import { CONDUCT_WORDS } from '../conduct-words.ts'
import { usePlans } from '../emergency-api.ts'
import { PlanPreview } from '../plan-preview.tsx'
import { ActFrame } from './act-frame.tsx'

/** Puts the emergency under another plan. */
export function PlanForm({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const language = useLanguage()
  const { data, isError } = usePlans()
  const others = (data ?? []).filter(({ id }) => id !== emergency.plan.id)
  const [picked, setPicked] = useState('')
  const plan = others.find(({ id }) => id === picked) ?? null
  return (
    <ActFrame
      emergency={emergency}
      title={text.acts.plan}
      act={plan === null ? null : { act: 'plan', plan: plan.id }}
    >
      {isError ? <p role="alert">{text.failed}</p> : null}
      <NativeSelect
        label={text.newPlan}
        value={picked}
        data-autofocus
        data={[
          { value: '', label: '—' },
          ...others.map((one) => ({ value: one.id, label: nameOf(one, language) })),
        ]}
        onChange={(event) => setPicked(event.currentTarget.value)}
      />
      <p className="quiet">{text.planKeeps}</p>
      {plan === null ? null : <PlanPreview plan={plan} />}
    </ActFrame>
  )
}
