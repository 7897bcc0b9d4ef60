import { Modal } from '@mantine/core'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Emergency } from '../../../../protocol/emergency/emergency.ts'
import { useWords } from '../../../i18n/part-words.ts'
import { emergencyStore } from '../../../stores/emergencies.ts'
import { closeDialog, type EmergencyForm } from '../../desk-store.ts'
import { CONDUCT_WORDS } from '../conduct-words.ts'
import { EndForm } from './end-form.tsx'
import { AddForceForm, ForceForm } from './force-forms.tsx'
import { MoveForm } from './move-form.tsx'
import { PlanForm } from './plan-form.tsx'
import { StepForm } from './step-form.tsx'

type DialogProps = { readonly id: string; readonly form: EmergencyForm }

/** The form of an act in a running emergency. When the emergency ends meanwhile, that is said in its place. */
export function ActDialog({ id, form }: DialogProps): ReactElement {
  const text = useWords(CONDUCT_WORDS)
  const emergency = useStore(emergencyStore, ({ active }) => active?.find((one) => one.id === id))
  const shown = emergency === undefined ? null : formOf(emergency, form)
  if (shown !== null) return shown
  return (
    <Modal
      opened
      onClose={closeDialog}
      title={text.acts[form.act]}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <p role="alert">{text.noLonger}</p>
    </Modal>
  )
}

function formOf(emergency: Emergency, form: EmergencyForm): ReactElement | null {
  switch (form.act) {
    case 'tick':
    case 'untick': {
      const step = emergency.steps.find(({ id }) => id === form.step)
      return step === undefined ? null : (
        <StepForm emergency={emergency} step={step} act={form.act} />
      )
    }
    case 'force': {
      const force = emergency.forces.find(({ id }) => id === form.force)
      return force === undefined ? null : <ForceForm emergency={emergency} force={force} />
    }
    case 'add-force':
      return <AddForceForm emergency={emergency} />
    case 'move':
      return <MoveForm emergency={emergency} />
    case 'plan':
      return <PlanForm emergency={emergency} />
    case 'end':
      return <EndForm emergency={emergency} />
  }
}
