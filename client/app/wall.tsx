import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { ApiProblem } from '../data/api.ts'
import { loadCatalog, loadPlaces } from '../data/catalog.ts'
import { isKnown } from '../data/known.ts'
import { loadWallSight } from '../data/wall-sight.ts'
import { useText } from '../i18n/text.ts'
import { connectionStore } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { Pairing } from './pairing.tsx'
import { type Boot, bootWall } from './wall-boot.ts'
import { WallScreen } from './wall-screen.tsx'

const RELOAD_AFTER_MS = 10_000

/** `/wall/:wallId`: pairs the screen if it must, loads the catalog, then shows the wall. */
export function Wall({ wallId }: { readonly wallId: string }): ReactElement {
  const [boot, setBoot] = useState<Boot>({ state: 'loading' })
  const [round, setRound] = useState(0)
  const [wasPaired, setWasPaired] = useState(false)
  const refused = useStore(connectionStore, (state) => state.link.state === 'refused')
  const again = useCallback(() => setRound((n) => n + 1), [])

  useEffect(() => {
    sceneStore.setState({ wall: wallId })
  }, [wallId])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round boots again
  useEffect(() => {
    let stopped = false
    void bootWall({
      load: async () => {
        if (!isKnown()) throw new ApiProblem(401, 'UNAUTHENTICATED')
        await Promise.all([loadCatalog(), loadPlaces(), loadWallSight(wallId)])
      },
      wait: (ms) =>
        new Promise((resolve) => {
          setTimeout(resolve, ms)
        }),
      show: (next) => {
        if (!stopped) setBoot(next)
      },
      stopped: () => stopped,
    })
    return () => {
      stopped = true
    }
  }, [round])

  useEffect(() => {
    if (!refused) return
    setWasPaired(true)
    setBoot({ state: 'pairing' })
  }, [refused])

  if (boot.state === 'pairing') {
    return <Pairing wall={wallId} revoked={wasPaired} onEnrolled={again} />
  }
  if (boot.state !== 'ready') return <Waiting boot={boot} />
  return (
    <ErrorBoundary fallback={() => <Broken />}>
      <WallScreen wallId={wallId} />
    </ErrorBoundary>
  )
}

function Waiting({ boot }: { readonly boot: Boot }): ReactElement {
  const text = useText()
  return (
    <main className="notice" data-boot={boot.state}>
      <p className="platform">{text.platform}</p>
      <p role="status">
        {text.connecting}
        {boot.state === 'retrying' ? ` · ${text.connectAgain(Math.ceil(boot.inMs / 1000))}` : null}
      </p>
    </main>
  )
}

/** A wall has nobody to press a key: it loads itself again. */
function Broken(): ReactElement {
  const text = useText()
  useEffect(() => {
    const timer = setTimeout(() => window.location.reload(), RELOAD_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className="notice" role="alert">
      <p className="platform">{text.platform}</p>
      <h1>{text.brokenPage}</h1>
    </main>
  )
}
