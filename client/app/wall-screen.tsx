import {
  type CSSProperties,
  lazy,
  type ReactElement,
  type ReactNode,
  Suspense,
  useEffect,
  useState,
} from 'react'
import { useStore } from 'zustand'
import type { Emergency } from '../../protocol/emergency/emergency.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { useText } from '../i18n/text.ts'
import { CategoryBar } from '../scenes/category-bar.tsx'
import { directorStore, selectTown } from '../scenes/director.ts'
import { EmergencyView } from '../scenes/emergency/emergency-view.tsx'
import { useWallEmergency } from '../scenes/emergency/use-emergency.ts'
import { FilmStrip } from '../scenes/film-strip.tsx'
import { WallHeader } from '../scenes/header.tsx'
import { listenToKeys } from '../scenes/keys.ts'
import { burnInShift, COMPACT_U, type WallLayout } from '../scenes/layout.ts'
import { framesIn, sizesOf } from '../scenes/layout-style.ts'
import { LinkFrame } from '../scenes/link-frame.tsx'
import { ProvenanceCard } from '../scenes/provenance-card.tsx'
import { ScenarioPicker } from '../scenes/scenario-picker.tsx'
import { SceneGrid } from '../scenes/scene-grid.tsx'
import { SearchOverlay } from '../scenes/search-overlay.tsx'
import { StageCard } from '../scenes/stage-view.tsx'
import { Ticker } from '../scenes/ticker.tsx'
import { TownChip } from '../scenes/town-chip.tsx'
import { useLayout } from '../scenes/use-layout.ts'
import { useNow } from '../scenes/use-now.ts'
import { ownPart, partText, type WallPart } from '../scenes/wall-part.ts'
import { catalogStore } from '../stores/catalog.ts'
import { connectionStore } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { keepInPhase } from './in-phase.ts'
import { patiently } from './patient-import.ts'
import { useWallLink } from './use-wall-link.ts'
import '../scenes/wall.css'
import '../scenes/header.css'
import '../scenes/foot.css'
import '../scenes/link-frame.css'
import '../scenes/overlay.css'
import '../scenes/provenance-card.css'
import './wall-window.css'

const MapStage = lazy(() =>
  patiently(() => import('../map/map-stage.tsx')).then(({ MapStage }) => ({ default: MapStage })),
)

/** The wall with a catalog: connected, laid out, and listening to keys and commands. */
export function WallScreen({ wallId }: { readonly wallId: string }): ReactElement {
  const text = useText()
  const scenario = useScenario()
  const emergency = useWallEmergency()
  const layout = useLayout(
    emergency === null ? (scenario?.headline.length ?? 5) : 0,
    emergency === null && scenario?.composition?.numbers === 'band',
  )
  const unknown = useStore(directorStore, (state) => state.unknownScenario)
  const empty = useStore(catalogStore, (state) => state.scenarios.size === 0)
  useWallLink(wallId)
  if (empty) {
    return (
      <main className="notice">
        <p className="platform">{text.platform}</p>
        <h1>{text.catalogEmpty}</h1>
        <p>{text.catalogEmptyWhat}</p>
      </main>
    )
  }
  if (scenario === undefined || unknown !== null) return <ScenarioPicker unknown={unknown} />
  return <WallPicture scenario={scenario} emergency={emergency} layout={layout} />
}

function useScenario(): Scenario | undefined {
  const id = useStore(sceneStore, (state) => state.scenario)
  return useStore(catalogStore, (state) => (id === null ? undefined : state.scenarios.get(id)))
}

type PictureProps = {
  readonly scenario: Scenario
  readonly emergency: Emergency | null
  readonly layout: WallLayout
}

function WallPicture({ scenario, emergency, layout }: PictureProps): ReactElement {
  const [searching, setSearching] = useState(false)
  const link = useStore(connectionStore, (state) => state.link.state)
  const mode = useStore(sceneStore, (state) => state.mode)
  const shift = burnInShift(useNow(60_000))
  const [part] = useState(ownPart)
  useEffect(() => {
    // A screen of several is told by the desk: a key pressed at one of them would put it out of step.
    if (part !== null) return keepInPhase()
    return listenToKeys({ search: () => setSearching(true), clear: () => selectTown(null) })
  }, [part])
  const bezel = useStore(directorStore, (state) => state.bezel)
  const picture = (
    <main
      className="wall"
      data-scenario={scenario.id}
      data-shape={layout.shape}
      data-headline={layout.headline}
      data-room={layout.widthU < COMPACT_U ? 'compact' : 'whole'}
      data-wings={layout.wings}
      data-seams={bezel !== null && bezel.cols * bezel.rows > 1}
      data-mode={mode}
      data-emergency={emergency?.id}
      data-live={link === 'live' || link === 'replay'}
      style={{
        '--accent': `var(--accent-${scenario.category})`,
        ...sizesOf(layout),
        '--shift-x': `${shift.x}px`,
        '--shift-y': `${shift.y}px`,
        ...placeOf(part),
      }}
    >
      <div className="stage">
        <ErrorBoundary
          name="map"
          resetKey={scenario.id}
          retryAfterMs={10_000}
          fallback={() => <StageBroken />}
        >
          <Suspense fallback={null}>
            <MapStage scenario={scenario} />
          </Suspense>
        </ErrorBoundary>
      </div>
      <div className="shade" />
      <Fence name="header" className="head">
        <WallHeader scenario={scenario} emergency={emergency} />
      </Fence>
      <Fence name="wings" className="ribbon">
        {emergency === null ? (
          <SceneGrid scenario={scenario} layout={layout} bezel={bezel} />
        ) : (
          <EmergencyView key={emergency.id} emergency={emergency} layout={layout} />
        )}
      </Fence>
      <Fence name="town">
        <TownChip />
      </Fence>
      <footer className="foot">
        <Fence name="categories">
          <CategoryBar current={scenario.category} />
        </Fence>
        <Fence name="strip">
          {emergency === null ? <FilmStrip scenario={scenario} frames={framesIn(layout)} /> : null}
        </Fence>
        <Fence name="ticker">
          <Ticker scenario={scenario} rows={2} />
        </Fence>
      </footer>
      <Fence name="link">
        <LinkFrame />
      </Fence>
      {searching ? <SearchOverlay onClose={() => setSearching(false)} /> : null}
      <Fence name="provenance">
        <ProvenanceCard />
        <StageCard />
      </Fence>
    </main>
  )
  return part === null ? (
    picture
  ) : (
    <div className="wall-window" data-part={partText(part)}>
      {picture}
    </div>
  )
}

/** The whole wall, moved so that this browser's part of it stands in the window. */
function placeOf(part: WallPart | null): CSSProperties {
  if (part === null) return {}
  return {
    position: 'absolute',
    width: `${part.cols * 100}vw`,
    height: `${part.rows * 100}vh`,
    left: `${part.col * -100}vw`,
    top: `${part.row * -100}vh`,
    '--wall-height': `${part.rows * 100}vh`,
  }
}

/** A part that fails says so in its place, costs no neighbour, and is tried again by itself. */
function Fence(props: {
  readonly name: string
  readonly className?: string
  readonly children: ReactNode
}): ReactElement {
  const text = useText()
  return (
    <ErrorBoundary
      name={props.name}
      retryAfterMs={10_000}
      fallback={() => (
        <p className={`part-broken ${props.className ?? ''}`} role="alert">
          {text.broken}
        </p>
      )}
    >
      {props.children}
    </ErrorBoundary>
  )
}

function StageBroken(): ReactElement {
  const text = useText()
  return (
    <p className="stage-broken" role="alert">
      {text.broken}
    </p>
  )
}
