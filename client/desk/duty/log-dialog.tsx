import { Modal } from '@mantine/core'
import type { ReactElement } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { closeDialog } from '../desk-store.ts'
import { DUTY_WORDS } from './duty-words.ts'
import { LogForm } from './log-part.tsx'

/** The duty log from anywhere on the desk (`l`). */
export function LogDialog(): ReactElement {
  const text = useWords(DUTY_WORDS)
  return (
    <Modal opened onClose={closeDialog} title={text.entry} size="lg">
      <LogForm onSaved={closeDialog} />
    </Modal>
  )
}
