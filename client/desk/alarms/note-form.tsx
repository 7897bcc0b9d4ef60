import { Button, Group, Modal, Textarea } from '@mantine/core'
import { type FormEvent, type ReactElement, useState } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { failureText } from '../shell/tell.ts'
import { actOnAlarm } from './alarm-acts.ts'
import { ALARM_WORDS } from './alarm-words.ts'

const MOST_CHARS = 1_000

/** Acknowledges an alarm with a word on it. */
export function NoteForm(props: {
  readonly id: string
  readonly onDone: () => void
}): ReactElement {
  const { id, onDone } = props
  const text = useWords(ALARM_WORDS)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const submit = async (): Promise<void> => {
    if (busy) return
    setBusy(true)
    setFailure(null)
    try {
      await actOnAlarm(id, 'ack', { note: note.trim() })
      onDone()
    } catch (problem) {
      setFailure(failureText(problem))
      setBusy(false)
    }
  }
  return (
    <Modal
      opened
      onClose={onDone}
      title={text.ackNote}
      closeButtonProps={{ 'aria-label': text.cancel }}
    >
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          void submit()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
        }}
      >
        <Textarea
          label={text.note}
          value={note}
          maxLength={MOST_CHARS}
          rows={3}
          data-autofocus
          error={failure}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onDone}>
            {text.cancel}
          </Button>
          <Button type="submit" disabled={busy}>
            {busy ? text.pending.ack : text.ack} <kbd>Ctrl+Enter</kbd>
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
