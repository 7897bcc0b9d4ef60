import { type FormEvent, type ReactElement, useEffect, useId, useState } from 'react'
import { useStore } from 'zustand'
import { ERROR_CODES, isErrorCode } from '../../protocol/error/codes.ts'
import { ApiProblem } from '../data/api.ts'
import { keptAccount } from '../data/kept-account.ts'
import { loadSession, sessionStore, signIn, signOut } from '../data/session.ts'
import { type Language, textIn, useLanguage, useText } from '../i18n/text.ts'

/** What a person reads when the server refused; the catalogue's words where it has the code. */
function problemText(problem: unknown, language: Language): string {
  const code = problem instanceof ApiProblem ? problem.code : 'INTERNAL'
  if (isErrorCode(code)) return ERROR_CODES[code][language]
  return code === 'UNREACHABLE' ? textIn(language).healthDown : code
}

/** Signs a person in or out, and says who is in. */
export function SignIn(): ReactElement | null {
  const text = useText()
  const language = useLanguage()
  const session = useStore(sessionStore)
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const id = useId()
  useEffect(() => {
    void loadSession()
  }, [])

  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      await act()
    } catch (problem) {
      setFailure(problemText(problem, language))
    }
    setBusy(false)
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    void attempt(() => signIn(String(form.get('username')), String(form.get('password'))))
  }

  return (
    <section className="sign-in" aria-label={text.signIn}>
      {session.state === 'in' ? (
        <>
          <p>{text.signedInAs(session.session.user)}</p>
          <p className="quiet">{session.session.roles.join(' · ')}</p>
          <SignOut busy={busy} act={() => void attempt(signOut)} />
        </>
      ) : (
        <form onSubmit={submit}>
          <label htmlFor={`${id}-user`}>{text.user}</label>
          <input id={`${id}-user`} name="username" autoComplete="username" required />
          <label htmlFor={`${id}-password`}>{text.password}</label>
          <input
            id={`${id}-password`}
            name="password"
            type="password"
            autoComplete="current-password"
            required
          />
          <button type="submit" disabled={busy}>
            {text.signIn}
          </button>
        </form>
      )}
      {failure === null ? null : (
        <p className="failure" role="alert">
          {failure}
        </p>
      )}
    </section>
  )
}

/** Signing out wipes what is kept here: over unsent work it takes a second word. */
function SignOut({
  busy,
  act,
}: {
  readonly busy: boolean
  readonly act: () => void
}): ReactElement {
  const text = useText()
  const [isSure, setSure] = useState(false)
  const waiting = keptAccount()?.waiting ?? 0
  const asks = waiting > 0 && !isSure
  return (
    <button type="button" disabled={busy} onClick={asks ? () => setSure(true) : act}>
      {isSure ? text.signOutLoses(waiting) : text.signOut}
    </button>
  )
}
