import {
  type KeyboardEvent,
  type ReactElement,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useStore } from 'zustand'
import type { Department } from '../../../protocol/catalog.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { usePinyin } from '../intake/use-pinyin.ts'
import { useNamed } from '../shell/use-named.ts'
import { completed, departmentsFor, type Query, queryAt } from './mention.ts'
import { say } from './say.ts'
import { setDraft, setUnseen, talkStore } from './talk-store.ts'
import { TALK_WORDS } from './talk-words.ts'

/** As the server has it (`server/notes/text.ts`). */
const LONGEST = 4_000
const MOST_OFFERED = 8
const NOBODY: readonly string[] = []

/** Where a comment is written. Ctrl+Enter sends it, `@` offers departments; what is not sent waits with its order. */
export function CommentBox({ orderId }: { readonly orderId: string }): ReactElement {
  const text = useWords(TALK_WORDS)
  const named = useNamed()
  const id = useId()
  const box = useRef<HTMLTextAreaElement>(null)
  const draft = useStore(talkStore, (state) => state.drafts[orderId] ?? '')
  const unseen = useStore(talkStore, (state) => state.unseen[orderId] ?? NOBODY)
  const mention = useMention(draft)
  const caret = useRef<number | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the text with the mention is written
  useLayoutEffect(() => {
    // In the same turn: the next key that is typed has to find the caret where it belongs.
    if (caret.current !== null) box.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  }, [draft])
  const isTooLong = [...draft.trim()].length > LONGEST
  const canSend = draft.trim() !== '' && !isTooLong

  const send = (): void => {
    if (!canSend) return
    setDraft(orderId, '')
    setUnseen(orderId, [])
    void say({ orderId, text: draft.trim(), mentions: [] })
    box.current?.focus()
  }
  const take = (department: Department): void => {
    const whole = mention.complete(department)
    setDraft(orderId, whole.text)
    mention.end()
    caret.current = whole.caret
    box.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      send()
      return
    }
    mention.onKey(event, take)
  }
  return (
    <div className="talk-box">
      <label htmlFor={id} className="for-readers">
        {text.write}
      </label>
      <textarea
        ref={box}
        id={id}
        rows={2}
        value={draft}
        placeholder={`${text.write} · ${text.writeHint}`}
        aria-autocomplete="list"
        aria-controls={`${id}-names`}
        aria-invalid={isTooLong}
        {...(mention.offered.length > 0
          ? { 'aria-activedescendant': `${id}-${mention.active}` }
          : {})}
        onChange={({ currentTarget }) => {
          setDraft(orderId, currentTarget.value)
          mention.look(currentTarget.value, currentTarget.selectionStart)
        }}
        onKeyDown={onKeyDown}
        onBlur={mention.end}
      />
      <div
        id={`${id}-names`}
        className="talk-names"
        role="listbox"
        aria-label={text.departments}
        hidden={mention.offered.length === 0}
      >
        {mention.offered.map((department, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text field has the keys of the list
          <div
            key={department.code}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === mention.active}
            // The field keeps the focus, so that the list is still there to be clicked.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(department)}
          >
            {named.department(department.code)}
          </div>
        ))}
      </div>
      <button type="button" className="talk-button" disabled={!canSend} onClick={send}>
        {text.send} <kbd>Ctrl Enter</kbd>
      </button>
      {isTooLong && <p role="alert">{text.tooLong(LONGEST)}</p>}
      {unseen.length > 0 && (
        <p className="talk-failed" role="status">
          {text.unseen(unseen.map((code) => named.department(code)).join('、'))}
        </p>
      )}
    </div>
  )
}

/** The departments that are offered while a mention is being written. */
function useMention(draft: string) {
  const language = useLanguage()
  const pinyin = usePinyin()
  const departments = useStore(catalogStore, (state) => state.departments)
  const [query, setQuery] = useState<Query | null>(null)
  const [active, setActive] = useState(0)
  const offered =
    query === null ? [] : departmentsFor(query.text, departments.values(), pinyin, MOST_OFFERED)
  const end = (): void => setQuery(null)
  return {
    offered,
    active: Math.min(active, Math.max(0, offered.length - 1)),
    end,
    look(text: string, caret: number): void {
      setQuery(queryAt(text, caret))
      setActive(0)
    },
    complete: (department: Department) =>
      query === null
        ? { text: `${draft}@${nameOf(department, language)} `, caret: draft.length }
        : completed(draft, query, department, language),
    /** Arrows move, Enter and Tab take, Escape leaves the text as it is. */
    onKey(event: KeyboardEvent, take: (department: Department) => void): void {
      const picked = offered[Math.min(active, offered.length - 1)]
      if (picked === undefined) return
      const { key } = event
      if (key === 'ArrowDown') setActive((active + 1) % offered.length)
      else if (key === 'ArrowUp') setActive((active + offered.length - 1) % offered.length)
      else if (key === 'Enter' || key === 'Tab') take(picked)
      else if (key === 'Escape') {
        event.stopPropagation()
        end()
      } else return
      event.preventDefault()
    },
  }
}
