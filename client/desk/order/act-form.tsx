import {
  type FormEvent,
  type KeyboardEvent,
  type ReactElement,
  useEffect,
  useRef,
  useState,
} from 'react'
import { useStore } from 'zustand'
import type { OrderAction } from '../../../protocol/order/table.ts'
import { ACTION_WORDS } from '../../i18n/action-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { type Language, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { deskNowMs } from '../data/link-store.ts'
import type { OrderDetail } from '../data/order-detail.ts'
import { closeDialog } from '../desk-store.ts'
import { ActField } from './act-field.tsx'
import { needsConfirming, undoOf } from './act-groups.ts'
import { ConflictView } from './conflict-view.tsx'
import {
  alsoRequired,
  argsOf,
  type Draft,
  draftFrom,
  type FieldProblem,
  fieldsOf,
} from './form-model.ts'
import { ORDER_WORDS, type OrderText } from './order-words.ts'
import { codeText, reasonText, refusalText } from './refusal-text.ts'
import type { Acting } from './use-acting.ts'

type ActFormProps = {
  readonly order: OrderDetail
  readonly action: OrderAction
  readonly acting: Acting
  /** What stands in the form from the beginning. */
  readonly preset?: Readonly<Record<string, unknown>> | undefined
}

/** The form of one act on the order in the centre, from the first key to the server's word. */
export function ActForm({ order, action, acting, preset }: ActFormProps): ReactElement {
  const text = useWords(ORDER_WORDS)
  const language = useLanguage()
  const actName = useWords(ACTION_WORDS)[action].name
  const { departments } = useStore(catalogStore)
  const [seen, setSeen] = useState(order)
  const [draft, setDraft] = useState<Draft>(() => draftFrom(preset))
  const [problems, setProblems] = useState<Readonly<Record<string, FieldProblem>>>({})
  const [confirming, setConfirming] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const { phase } = acting
  const more = alsoRequired(seen, action)
  const isSending = phase.state === 'sending'
  const isWaiting = isSending || phase.state === 'unconfirmed'
  const isChanged = phase.state === 'conflict' || (order.rev > seen.rev && !isWaiting)

  useEffect(() => focusFirst(form.current), [])
  useEffect(() => {
    if (confirming) form.current?.querySelector<HTMLElement>('[data-sure]')?.focus()
  }, [confirming])

  const drop = (): void => {
    acting.drop()
    closeDialog()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (isWaiting || isChanged) return
    const result = argsOf(action, draft, departments, deskNowMs(), more)
    if ('problems' in result) {
      setProblems(result.problems)
      setConfirming(false)
      focusField(form.current, Object.keys(result.problems)[0])
      return
    }
    setProblems({})
    if (needsConfirming(action) && !confirming) setConfirming(true)
    else acting.start(action, seen.rev, result.args)
  }
  const onKeys = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      form.current?.requestSubmit()
    }
    if (event.key === 'Escape' && !isSending) {
      event.stopPropagation()
      if (confirming) setConfirming(false)
      else drop()
    }
  }
  const still = (): void => {
    setSeen(order)
    if (phase.state === 'conflict') acting.start(action, order.rev, phase.attempt.args)
  }

  return (
    <form
      ref={form}
      className="order-form"
      aria-label={actName}
      data-act={action}
      noValidate
      onSubmit={submit}
      onKeyDown={onKeys}
    >
      <h3>{actName}</h3>
      <fieldset disabled={isWaiting || isChanged} className="order-inputs" hidden={confirming}>
        {fieldsOf(action, more).map((field) => (
          <ActField
            key={field.name}
            field={field}
            order={order}
            action={action}
            value={draft[field.name]}
            onChange={(value) => setDraft((before) => ({ ...before, [field.name]: value }))}
            problem={problemText(field.name, problems, acting, text, language)}
          />
        ))}
      </fieldset>
      {confirming && !isChanged && (
        <Confirmation action={action} orderId={order.id} draft={draft} />
      )}
      <Refused acting={acting} />
      {phase.state === 'unconfirmed' && <Unconfirmed acting={acting} onDrop={drop} />}
      {isChanged && (
        <ConflictView
          seen={seen}
          now={order}
          action={action}
          wasSent={phase.state === 'conflict'}
          onStill={still}
          onDrop={drop}
        />
      )}
      {!isChanged && phase.state !== 'unconfirmed' && (
        <p className="order-form-end">
          <button
            type="submit"
            className="order-button order-primary"
            data-sure={confirming ? '' : undefined}
            disabled={isSending}
          >
            {isSending ? text.form.sending : confirming ? text.form.sure : text.form.submit}
            <kbd>{confirming ? 'Enter' : 'Ctrl+Enter'}</kbd>
          </button>
          <button
            type="button"
            className="order-button"
            disabled={isSending}
            onClick={confirming ? () => setConfirming(false) : drop}
          >
            {confirming ? text.form.edit : text.form.cancel} <kbd>Esc</kbd>
          </button>
        </p>
      )}
    </form>
  )
}

/** What is wrong with an argument: as seen here, or as the server said. */
function problemText(
  field: string,
  problems: Readonly<Record<string, FieldProblem>>,
  { phase }: Acting,
  text: OrderText,
  language: Language,
): string | null {
  const problem = Object.hasOwn(problems, field) ? problems[field] : undefined
  if (problem !== undefined) return text.problems[problem]
  if (phase.state !== 'refused' || phase.refusal.field !== field) return null
  const { reason, code } = phase.refusal
  return reason === null ? codeText(code, language) : reasonText(text, reason)
}

function Refused({ acting: { phase } }: { readonly acting: Acting }): ReactElement | null {
  const text = useWords(ORDER_WORDS)
  const language = useLanguage()
  if (phase.state !== 'refused') return null
  return (
    <p className="order-refused" role="alert">
      <strong>{text.refused}</strong> {refusalText(text, phase.refusal, language)}
    </p>
  )
}

function Unconfirmed({
  acting,
  onDrop,
}: {
  readonly acting: Acting
  readonly onDrop: () => void
}): ReactElement {
  const text = useWords(ORDER_WORDS)
  const retry = useRef<HTMLButtonElement>(null)
  useEffect(() => retry.current?.focus(), [])
  return (
    <div className="order-refused" role="alert">
      <p>
        <strong>{text.unconfirmed}</strong> {text.unconfirmedWhy}
      </p>
      <p className="order-form-end">
        <button
          ref={retry}
          type="button"
          className="order-button order-primary"
          onClick={acting.retry}
        >
          {text.retry}
        </button>
        <button type="button" className="order-button" onClick={onDrop}>
          {text.drop}
        </button>
      </p>
    </div>
  )
}

/** What is about to be done, once more, and whether there is a way back. */
function Confirmation({
  action,
  orderId,
  draft,
}: {
  readonly action: OrderAction
  readonly orderId: string
  readonly draft: Draft
}): ReactElement {
  const { form } = useWords(ORDER_WORDS)
  const actions = useWords(ACTION_WORDS)
  const undo = undoOf(action)
  const texts = Object.values(draft).filter((value) => typeof value === 'string' && value !== '')
  return (
    <div className="order-confirm" role="alert">
      <p>
        <strong>{form.confirm(actions[action].name)}</strong>{' '}
        <span className="figures">{orderId}</span>
      </p>
      {texts.length > 0 && <p>{texts.join(' · ')}</p>}
      <p>{undo === null ? form.confirmWhy : form.confirmUndo(actions[undo].name)}</p>
    </div>
  )
}

const INPUTS = 'input, textarea, select'

/** The first argument that must be given; the button where none must. */
function focusFirst(form: HTMLFormElement | null): void {
  const must = '[aria-required="true"], [required]'
  const group = form?.querySelector<HTMLElement>(must)
  const first = group?.matches(INPUTS) === true ? group : group?.querySelector<HTMLElement>(INPUTS)
  const target = first ?? form?.querySelector<HTMLElement>('button[type="submit"]')
  target?.focus()
}

function focusField(form: HTMLFormElement | null, field: string | undefined): void {
  if (field === undefined) return
  form?.querySelector<HTMLElement>(`[data-field="${field}"] :is(${INPUTS})`)?.focus()
}
