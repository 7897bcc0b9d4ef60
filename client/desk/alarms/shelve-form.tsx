import { Button, Group, Modal, Select, TextInput } from '@mantine/core'
import { type FormEvent, type ReactElement, useState } from 'react'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { sendJson } from '../data/desk-api.ts'
import { failureText } from '../shell/tell.ts'
import { useWords } from '../words.ts'
import { ALARM_WORDS } from './alarm-words.ts'

/** Up to eight hours (ACCEPTANCE C15). */
const MINUTES = [15, 30, 60, 240, 480] as const

/** Puts an alarm aside for a while, with a reason that everybody reads. */
export function ShelveForm(props: {
  readonly alarm: Alarm
  readonly onDone: () => void
}): ReactElement {
  const { alarm, onDone } = props
  const text = useWords(ALARM_WORDS)
  const [minutes, setMinutes] = useState('30')
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (reason.trim() === '') return
    try {
      await sendJson('POST', `/alarms/${encodeURIComponent(alarm.id)}/shelve`, {
        minutes: Number(minutes),
        reason,
      })
      onDone()
    } catch (problem) {
      setFailure(failureText(problem))
    }
  }
  return (
    <Modal
      opened
      onClose={onDone}
      title={text.shelve}
      closeButtonProps={{ 'aria-label': text.cancel }}
    >
      <form onSubmit={(event) => void submit(event)}>
        <Select
          label={text.minutes}
          data={MINUTES.map((n) => ({ value: String(n), label: text.forMinutes(n) }))}
          value={minutes}
          allowDeselect={false}
          onChange={(value) => setMinutes(value ?? '30')}
        />
        <TextInput
          label={text.reason}
          value={reason}
          maxLength={1_000}
          required
          data-autofocus
          error={failure}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onDone}>
            {text.cancel}
          </Button>
          <Button type="submit" disabled={reason.trim() === ''}>
            {text.shelve}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
