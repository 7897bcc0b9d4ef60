import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, type ReactElement, useState } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { failureText } from '../shell/tell.ts'
import { actOnAlarm } from './alarm-acts.ts'
import { ALARM_WORDS } from './alarm-words.ts'

/** Up to eight hours (ACCEPTANCE C15). */
const MINUTES = [15, 30, 60, 240, 480] as const
const MOST_CHARS = 1_000

/** Puts an alarm aside for a while, with a reason that everybody reads. */
export function ShelveForm(props: {
  readonly id: string
  readonly onDone: () => void
}): ReactElement {
  const { id, onDone } = props
  const text = useWords(ALARM_WORDS)
  const [minutes, setMinutes] = useState('30')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (busy) return
    if (reason.trim() === '') {
      setFailure(text.reasonMissing)
      return
    }
    setBusy(true)
    setFailure(null)
    try {
      await actOnAlarm(id, 'shelve', { minutes: Number(minutes), reason: reason.trim() })
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
      title={text.shelve}
      closeButtonProps={{ 'aria-label': text.cancel }}
    >
      <form noValidate onSubmit={(event) => void submit(event)}>
        <NativeSelect
          label={text.minutes}
          data={MINUTES.map((n) => ({ value: String(n), label: text.forMinutes(n) }))}
          value={minutes}
          onChange={(event) => setMinutes(event.currentTarget.value)}
        />
        <TextInput
          mt="sm"
          label={text.reason}
          value={reason}
          maxLength={MOST_CHARS}
          required
          withAsterisk={false}
          data-autofocus
          error={failure}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onDone}>
            {text.cancel}
          </Button>
          <Button type="submit" disabled={busy}>
            {busy ? text.pending.shelve : text.shelve}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
