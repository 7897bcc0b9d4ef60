import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type KeyboardEvent, type ReactElement, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { newId } from '../../data/new-id.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { closeDialog, deskStore, type IntakeStart, openOrder } from '../desk-store.ts'
import { PositionPicker } from '../map/position-picker.tsx'
import { announceFiled, announceUndispatched } from './announce.tsx'
import { placeChoices, typeChoices } from './choices.ts'
import {
  type Draft,
  emptyDraft,
  faultsOf,
  forgetDraft,
  isWritten,
  keepDraft,
  MOST_CHARS,
} from './draft.ts'
import { fileOrder } from './file-order.ts'
import { RouteHint, SimilarHint } from './hints.tsx'
import { INTAKE_WORDS } from './intake-words.ts'
import { PickField } from './pick-field.tsx'
import { isUnreachable, problemText } from './problem-text.ts'
import { startDraft } from './start-draft.ts'
import { usePinyin } from './use-pinyin.ts'
import './intake.css'

const SEVERITIES = ['', '1', '2', '3', '4'] as const

const startOf = (): IntakeStart => {
  const { dialog } = deskStore.getState()
  return dialog.kind === 'new-order' ? dialog.start : {}
}

/**
 * A new order by hand, by keyboard alone: the fields in the order in which they are asked for on the phone, Ctrl+Enter
 * files it, Ctrl+Shift+Enter files and dispatches it. What was written outlives a slip of the Escape key and a lost link.
 */
export function NewOrderDialog(): ReactElement {
  const text = useWords(INTAKE_WORDS)
  const language = useLanguage()
  const { orderTypes, places } = useStore(catalogStore)
  const pinyin = usePinyin()
  const [draft, setDraft] = useState<Draft>(() => startDraft(startOf(), language, newId()))
  const [restored, setRestored] = useState(() => isWritten(draft) && draft.alarmId === null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  useEffect(() => keepDraft(draft), [draft])

  const named = useMemo(
    () => (item: { name_zh: string; name_en: string }) => nameOf(item, language),
    [language],
  )
  const types = useMemo(
    () => typeChoices(orderTypes.values(), pinyin, named),
    [orderTypes, pinyin, named],
  )
  const spots = useMemo(() => placeChoices(places.values(), pinyin, named), [places, pinyin, named])

  const faults = faultsOf(draft)
  const faultText = (field: keyof typeof MOST_CHARS | 'type'): string | null => {
    const fault = faults[field]
    if (fault === undefined || (!tried && fault !== 'tooLong')) return null
    return fault === 'tooLong' && field !== 'type'
      ? text.tooLong(MOST_CHARS[field])
      : text[fault as 'needType' | 'needTitle']
  }
  const write = (changes: Partial<Draft>): void => setDraft((now) => ({ ...now, ...changes }))
  const clear = (): void => {
    setDraft(emptyDraft(newId()))
    setRestored(false)
    setFailure(null)
    setTried(false)
  }

  const send = async (dispatch: boolean): Promise<void> => {
    setTried(true)
    if (busy || Object.keys(faults).length > 0) return
    setBusy(true)
    setFailure(null)
    try {
      const { order, dispatchProblem } = await fileOrder(draft, dispatch)
      forgetDraft()
      openOrder(order.id)
      announceFiled(order, language)
      if (dispatchProblem !== null) announceUndispatched(order, dispatchProblem, language)
    } catch (problem) {
      setFailure(
        isUnreachable(problem) ? text.offline : text.failed(problemText(problem, language)),
      )
      setBusy(false)
    }
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    event.stopPropagation()
    void send(event.shiftKey)
  }

  return (
    <Modal
      opened
      onClose={closeDialog}
      title={text.title}
      size="xl"
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <form
        className="intake-form"
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault()
          void send(false)
        }}
      >
        {restored && (
          <p className="intake-quiet" role="status">
            {text.restored}
          </p>
        )}
        {draft.alarmId !== null && <p className="intake-quiet">{text.fromAlarm(draft.alarmId)}</p>}
        <div className="intake-fields">
          <PickField
            label={text.type}
            hint={text.typeHint}
            value={draft.type}
            choices={types}
            nothing={text.nothingFound}
            error={faultText('type')}
            required
            focusFirst={draft.type === ''}
            onPick={(type) => write({ type })}
          />
          <TextInput
            label={text.subject}
            value={draft.title}
            error={faultText('title')}
            required
            data-autofocus={draft.type === '' ? undefined : true}
            onChange={(event) => write({ title: event.currentTarget.value })}
          />
          <PickField
            label={text.place}
            hint={text.placeHint}
            value={draft.place}
            choices={spots}
            nothing={text.nothingFound}
            onPick={(place) => write({ place })}
          />
          <TextInput
            label={text.address}
            value={draft.address}
            error={faultText('address')}
            onChange={(event) => write({ address: event.currentTarget.value })}
          />
          <NativeSelect
            label={text.severity}
            value={draft.severity}
            data={SEVERITIES.map((value, at) => ({ value, label: text.severities[at] ?? value }))}
            onChange={(event) => {
              const { value } = event.currentTarget
              write({ severity: SEVERITIES.find((one) => one === value) ?? '' })
            }}
          />
          <TextInput
            label={text.reporter}
            placeholder={text.reporterHint}
            value={draft.reporter}
            error={faultText('reporter')}
            onChange={(event) => write({ reporter: event.currentTarget.value })}
          />
        </div>
        <Textarea
          label={text.description}
          value={draft.description}
          error={faultText('description')}
          rows={4}
          resize="vertical"
          onChange={(event) => write({ description: event.currentTarget.value })}
        />
        <PositionPicker value={draft.position} onPick={(position) => write({ position })} />
        <RouteHint draft={draft} />
        <SimilarHint draft={draft} />
        {failure !== null && (
          <p className="intake-failure" role="alert">
            {failure}
          </p>
        )}
        <footer className="intake-buttons">
          <Button type="submit" variant="default" disabled={busy}>
            {busy ? text.filing : text.file} <kbd>{text.fileKey}</kbd>
          </Button>
          <Button variant="default" disabled={busy} onClick={() => void send(true)}>
            {text.express} <kbd>{text.expressKey}</kbd>
          </Button>
          <Button variant="subtle" disabled={busy || !isWritten(draft)} onClick={clear}>
            {text.discard}
          </Button>
        </footer>
      </form>
    </Modal>
  )
}
