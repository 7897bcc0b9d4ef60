import { type ReactElement, useState } from 'react'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { WALL_WORDS } from './wall-words.ts'
import { type EnrolledScreen, mayHere, pairScreen, revokeScreen } from './walls-data.ts'

type EnrolledProps = {
  readonly screens: readonly EnrolledScreen[]
  readonly act: (work: () => Promise<string>) => void
}

/** The screens that were paired once: another one is paired, one that is gone is revoked. */
export function EnrolledScreens({ screens, act }: EnrolledProps): ReactElement {
  const text = useWords(WALL_WORDS)
  const standing = screens.filter(({ revokedAt }) => revokedAt === null)
  return (
    <section className="wall-card" aria-label={text.enrolled}>
      <h2>{text.enrolled}</h2>
      {mayHere('screens.enrol') ? <PairForm act={act} /> : null}
      {standing.length === 0 ? <p className="quiet">{text.noEnrolled}</p> : null}
      <ul className="wall-enrolled">
        {standing.map(({ id, name, wall, enrolledBy, enrolledAt }) => (
          <li key={id} data-enrolled={id}>
            <b>{name}</b> <span className="quiet">{wall}</span>
            <span className="quiet">
              {text.enrolledBy(
                enrolledBy ?? '—',
                enrolledAt === null ? '—' : formatExact(Date.parse(enrolledAt)),
              )}
            </span>
            {mayHere('screens.revoke') ? (
              <ConfirmButton
                label={text.revoke}
                confirm={text.confirmRevoke}
                onConfirm={() =>
                  act(async () => {
                    await revokeScreen(id)
                    return `${name} ${text.revoked}`
                  })
                }
              />
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function PairForm({ act }: Pick<EnrolledProps, 'act'>): ReactElement {
  const text = useWords(WALL_WORDS)
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const isGood = /^[0-9]{6}$/.test(code) && name.trim() !== ''
  return (
    <form
      className="wall-line"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isGood) return
        act(async () => {
          await pairScreen(code, name.trim())
          setCode('')
          setName('')
          return text.paired(name.trim())
        })
      }}
    >
      <input
        className="queue-search wall-code"
        aria-label={text.pairCode}
        placeholder={text.pairCode}
        value={code}
        maxLength={6}
        inputMode="numeric"
        pattern="[0-9]{6}"
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <input
        className="queue-search wall-code"
        aria-label={text.pairName}
        placeholder={text.pairName}
        value={name}
        maxLength={100}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" className="desk-button" disabled={!isGood}>
        {text.pairDo}
      </button>
    </form>
  )
}
