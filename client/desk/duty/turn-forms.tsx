import { type FormEvent, type ReactElement, useState } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { sendJson } from '../data/desk-api.ts'
import { queryClient } from '../data/query.ts'
import { failureText } from '../shell/tell.ts'
import { DUTY_WORDS } from './duty-words.ts'

/** A local time as its field gives it, as the server takes it. */
export const instantOf = (local: string): string => `${local}:00+08:00`

/** Sends a change of the roster; what was refused is said and the form stays as it is. */
function useSend(): {
  readonly failure: string | null
  readonly send: (
    method: 'POST' | 'DELETE',
    path: string,
    body?: Readonly<Record<string, unknown>>,
  ) => Promise<boolean>
} {
  const [failure, setFailure] = useState<string | null>(null)
  return {
    failure,
    send: async (method, path, body) => {
      setFailure(null)
      try {
        await sendJson(method, `/duty/roster${path}`, body)
        await queryClient.invalidateQueries({ queryKey: ['duty'] })
        return true
      } catch (problem) {
        setFailure(failureText(problem))
        return false
      }
    },
  }
}

const EMPTY = { post: '', name: '', phone: '', startsAt: '', endsAt: '' }

/** One more turn by hand. */
export function NewTurn({ posts }: { readonly posts: readonly string[] }): ReactElement {
  const text = useWords(DUTY_WORDS)
  const { failure, send } = useSend()
  const [turn, setTurn] = useState(EMPTY)
  const isWhole = turn.post !== '' && turn.name !== '' && turn.startsAt < turn.endsAt
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const times = { startsAt: instantOf(turn.startsAt), endsAt: instantOf(turn.endsAt) }
    if (isWhole && (await send('POST', '', { ...turn, ...times }))) setTurn(EMPTY)
  }
  const field = (name: keyof typeof EMPTY, label: string, type = 'text'): ReactElement => (
    <label>
      {label}
      <input
        className="queue-search"
        type={type}
        list={name === 'post' ? 'duty-posts' : undefined}
        value={turn[name]}
        onChange={(event) => setTurn({ ...turn, [name]: event.currentTarget.value })}
      />
    </label>
  )
  return (
    <form className="duty-bar duty-turn" onSubmit={(event) => void add(event)}>
      {field('post', text.post)}
      {field('name', text.name)}
      {field('phone', text.phone)}
      {field('startsAt', text.from, 'datetime-local')}
      {field('endsAt', text.to, 'datetime-local')}
      <datalist id="duty-posts">
        {posts.map((post) => (
          <option key={post} value={post} />
        ))}
      </datalist>
      <button type="submit" className="desk-button" disabled={!isWhole}>
        {text.addTurn}
      </button>
      {failure === null ? null : <span role="alert">{failure}</span>}
    </form>
  )
}

/** Somebody else takes a turn, or the turn falls away; that is asked twice. */
export function TurnActs({
  id,
  name,
}: {
  readonly id: string
  readonly name: string
}): ReactElement {
  const text = useWords(DUTY_WORDS)
  const { failure, send } = useSend()
  const [mode, setMode] = useState<'idle' | 'swap' | 'remove'>('idle')
  const [other, setOther] = useState('')
  const swap = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (other.trim() !== '' && (await send('POST', `/${id}/swap`, { name: other.trim() }))) {
      setMode('idle')
    }
  }
  if (mode === 'swap') {
    return (
      <form className="duty-bar" onSubmit={(event) => void swap(event)}>
        <input
          className="queue-search duty-other"
          aria-label={text.swapWith(name)}
          placeholder={text.swapWith(name)}
          value={other}
          // biome-ignore lint/a11y/noAutofocus: the field was asked for this moment
          autoFocus
          onChange={(event) => setOther(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setMode('idle')
          }}
        />
        <button type="submit" className="desk-button" disabled={other.trim() === ''}>
          {text.swap}
        </button>
        {failure === null ? null : <span role="alert">{failure}</span>}
      </form>
    )
  }
  return (
    <span className="duty-bar">
      <button type="button" className="desk-link" onClick={() => setMode('swap')}>
        {text.swap}
      </button>
      <button
        type="button"
        className="desk-link"
        onBlur={() => setMode('idle')}
        onClick={() => (mode === 'remove' ? void send('DELETE', `/${id}`) : setMode('remove'))}
      >
        {mode === 'remove' ? text.removeSure(name) : text.remove}
      </button>
      {failure === null ? null : <span role="alert">{failure}</span>}
    </span>
  )
}
