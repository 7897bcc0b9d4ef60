import { Button, Modal } from '@mantine/core'
import {
  type FormEvent,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useState,
} from 'react'
import type { Emergency } from '../../../../protocol/emergency/emergency.ts'
import { useWords } from '../../../i18n/part-words.ts'
import { closeDialog } from '../../desk-store.ts'
import { ChangedMeanwhile } from '../changed-meanwhile.tsx'
import { CONDUCT_WORDS } from '../conduct-words.ts'
import type { SentAct } from '../emergency-api.ts'
import { useIsCut } from '../rights.ts'
import { useActing } from '../use-acting.ts'

type FrameProps = {
  readonly emergency: Emergency
  readonly title: string
  /** What is sent; null: something is missing still. */
  readonly act: SentAct | null
  /** What the first press is answered with where the act cannot be taken back; the second one does it. */
  readonly sure?: string
  readonly children: ReactNode
}

/**
 * The dialog round the form of one act: Ctrl+Enter sends it. What was typed stays when it is refused, when no answer comes,
 * and when somebody else was first.
 */
export function ActFrame(props: FrameProps): ReactElement {
  const { emergency, title, act, sure, children } = props
  const text = useWords(CONDUCT_WORDS)
  const isCut = useIsCut()
  const acting = useActing()
  const [seen, setSeen] = useState(emergency)
  const [sureOf, setSureOf] = useState<string | null>(null)
  const isSure = sure === undefined || sureOf === JSON.stringify(act)
  const send = async (looked: Emergency): Promise<void> => {
    if (act === null || isCut) return
    if (!isSure) {
      setSureOf(JSON.stringify(act))
      return
    }
    if (await acting.send(act, looked)) closeDialog()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void send(seen)
  }
  return (
    <Modal
      opened
      onClose={closeDialog}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <form
        className="emergency-form"
        data-act={act?.act}
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          void send(seen)
        }}
      >
        {children}
        <div className="emergency-form-foot">
          {isCut ? <p role="alert">{text.cut}</p> : null}
          {isSure && sure !== undefined ? (
            <p className="emergency-sure" role="alert" data-sure>
              {sure}
            </p>
          ) : null}
          <ChangedMeanwhile
            outcome={acting.outcome}
            emergency={emergency}
            {...(act === null ? {} : { act })}
            onStill={(now) => {
              setSeen(now)
              void send(now)
            }}
            onDrop={acting.outcome?.state === 'conflict' ? closeDialog : acting.forget}
          />
          <footer className="emergency-form-end">
            <Button variant="default" onClick={closeDialog}>
              {text.cancel}
            </Button>
            <Button
              type="submit"
              variant="default"
              disabled={act === null || isCut}
              aria-busy={acting.busy}
            >
              {acting.busy ? text.sending : title} <kbd>Ctrl+Enter</kbd>
            </Button>
          </footer>
        </div>
      </form>
    </Modal>
  )
}
