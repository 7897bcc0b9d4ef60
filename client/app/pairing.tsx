import { type ReactElement, useEffect, useState } from 'react'
import { beginPairing, claimPairing } from '../data/screens.ts'
import { useText } from '../i18n/text.ts'
import { type PairingView, pairScreen } from './pairing-flow.ts'

/** Enrols this screen: the code large, what to do with it below. */
export function Pairing({
  wall,
  revoked,
  onEnrolled,
}: {
  readonly wall: string
  /** The screen was enrolled before and is no longer. */
  readonly revoked: boolean
  readonly onEnrolled: () => void
}): ReactElement {
  const text = useText()
  const [view, setView] = useState<PairingView>({ state: 'starting' })
  useEffect(() => {
    let stopped = false
    const wait = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        setTimeout(resolve, ms)
      })
    const ports = {
      begin: beginPairing,
      claim: claimPairing,
      wait,
      show: (next: PairingView) => {
        if (!stopped) setView(next)
      },
      stopped: () => stopped,
    }
    void pairScreen(wall, ports).then((enrolled) => {
      if (enrolled && !stopped) onEnrolled()
    })
    return () => {
      stopped = true
    }
  }, [wall, onEnrolled])

  return (
    <main className="notice" data-pairing={view.state}>
      <p className="platform">{text.platform}</p>
      <h1>{text.pairTitle}</h1>
      {revoked ? <p role="alert">{text.pairRevoked}</p> : null}
      {view.state === 'waiting' ? (
        <>
          <output className="pairing-code" aria-label={text.pairTitle}>
            {view.code.slice(0, 3)}
            <span className="pairing-gap" />
            {view.code.slice(3)}
          </output>
          <p>{text.pairWhat(wall)}</p>
          <p className="quiet" role="status">
            {view.renewed ? text.pairExpired : text.pairWaiting}
          </p>
        </>
      ) : null}
      {view.state === 'starting' ? <p className="quiet">{text.connecting}</p> : null}
      {view.state === 'failed' ? (
        <p role="alert">
          {text.pairFailed} · {text.connectAgain(Math.ceil(view.retryInMs / 1000))}
        </p>
      ) : null}
      {view.state === 'no-such-wall' ? <p role="alert">{text.pairUnknownWall(wall)}</p> : null}
    </main>
  )
}
