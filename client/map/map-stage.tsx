import './map-stage.css'
import { type ReactElement, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { selectTown } from '../scenes/director.ts'
import { connectionStore } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { groundData } from './asset-store.ts'
import type { GeoData } from './geo-data.ts'
import { MapLegends } from './legend.tsx'
import { mapText } from './map-text.ts'
import { finest } from './marks.ts'
import type { PlannedLayer } from './scene-plans.ts'
import { StageController } from './stage-controller.ts'
import { restartWaitMs, stageDrawn, stageHealth, stageLost } from './stage-health.ts'
import { tilesStore } from './tiles/tiles-store.ts'
import { summarySentence } from './town-labels.ts'
import { ValueTable } from './value-table.tsx'
import { type MapDrawing, probeWebgl } from './webgl.ts'

const RETRY_GROUND_MS = 5_000
const FONT_WAIT_MS = 3_000

type StageProps = { readonly scenario: Scenario }

/** The map as the wall's stage: the scenario's layers on our own ground, with legends and alarm rings. */
export function MapStage({ scenario }: StageProps): ReactElement {
  const webgl = useMemo(probeWebgl, [])
  const ground = useGround()
  const text = mapText(useStore(sceneStore, (state) => state.language))
  const look = useStore(sceneStore, ({ theme, unitPx }) => `${theme} ${unitPx}`)
  const restart = useRestart()
  useEffect(() => {
    if (webgl === null) stageHealth.setState({ map: 'none' })
  }, [webgl])
  if (webgl === null) return <ValueTable scenario={scenario} />
  if (ground.data === null) {
    return (
      <p className="map-notice" role="status">
        {ground.failed ? text.failed : text.loading}
      </p>
    )
  }
  return (
    <>
      {restart.waiting ? null : (
        <LiveStage
          key={`${look} ${restart.count}`}
          scenario={scenario}
          geo={ground.data}
          drawing={webgl}
          onLost={restart.lost}
        />
      )}
      {restart.restoring ? (
        <p className="map-notice" role="alert">
          {text.lost}
        </p>
      ) : null}
    </>
  )
}

/** A lost context is asked for anew, each time after a longer wait, until a picture stands again. */
function useRestart() {
  const [round, setRound] = useState({ count: 0, attempt: 0, waiting: false })
  const restoring = useStore(stageHealth, ({ lostAtMs }) => lostAtMs !== null)
  useEffect(() => {
    if (!round.waiting) return
    const timer = setTimeout(
      () => setRound((before) => ({ ...before, waiting: false })),
      restartWaitMs(round.attempt),
    )
    return () => clearTimeout(timer)
  }, [round])
  const lost = useCallback(() => {
    const isAgain = stageHealth.getState().lostAtMs !== null
    stageLost(Date.now())
    setRound(({ count, attempt }) => ({
      count: count + 1,
      attempt: isAgain ? attempt + 1 : 0,
      waiting: true,
    }))
  }, [])
  return { ...round, restoring, lost }
}

function useGround(): { readonly data: GeoData | null; readonly failed: boolean } {
  const [ground, setGround] = useState<{ data: GeoData | null; failed: boolean }>({
    data: null,
    failed: false,
  })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false
    const ask = (): void => {
      groundData().then(
        (data) => {
          if (!gone) setGround({ data, failed: false })
        },
        () => {
          if (gone) return
          setGround({ data: null, failed: true })
          timer = setTimeout(ask, RETRY_GROUND_MS)
        },
      )
    }
    ask()
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [])
  return ground
}

type LiveProps = StageProps & {
  readonly geo: GeoData
  readonly drawing: MapDrawing
  readonly onLost: () => void
}

function LiveStage({ scenario, geo, drawing, onLost }: LiveProps): ReactElement {
  const stage = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLDivElement>(null)
  const annotations = useRef<HTMLDivElement>(null)
  const [controller, setController] = useState<StageController | null>(null)
  const [layers, setLayers] = useState<readonly PlannedLayer[]>([])
  useEffect(() => {
    let made: StageController | null = null
    let gone = false
    void fontsReady(geo).then(() => {
      if (
        gone ||
        stage.current === null ||
        canvas.current === null ||
        annotations.current === null
      ) {
        return
      }
      try {
        made = new StageController({
          stage: stage.current,
          canvas: canvas.current,
          annotations: annotations.current,
          geo,
          drawing,
          onLayers: setLayers,
          onLost,
          onDrawn: () => stageDrawn(drawing.reduced),
        })
        setController(made)
      } catch (problem) {
        // No context to be had yet: the graphics process may still be starting.
        console.warn('the map could not be drawn', problem)
        onLost()
      }
    })
    return () => {
      gone = true
      made?.close()
    }
  }, [geo, drawing, onLost])
  useEffect(() => controller?.show(scenario), [controller, scenario])
  const dim = useStore(connectionStore, ({ link }) => link.state === 'lost')
  const tiles = useStore(tilesStore, ({ state }) => state)
  return (
    <div className="map-stage" ref={stage} data-dim={dim} data-tiles={tiles}>
      <div className="map-canvas" ref={canvas} />
      <div className="map-annotations" ref={annotations} />
      <MapLegends legends={layers.map(({ plan }) => plan.legend)} imprint={geo.imprint} />
      <HiddenTowns geo={geo} layers={layers} />
    </div>
  )
}

/** The map for those who do not see it: what it says, and its towns as buttons. */
function HiddenTowns({
  geo,
  layers,
}: {
  readonly geo: GeoData
  readonly layers: readonly PlannedLayer[]
}): ReactElement {
  const language = useStore(sceneStore, (state) => state.language)
  const town = useStore(sceneStore, (state) => state.town)
  const text = mapText(language)
  const sentences = layers.map(({ plan, set }) => {
    const label = language === 'zh' ? plan.legend.label_zh : plan.legend.label_en
    return summarySentence(
      label,
      plan.kind === 'choropleth-town' ? set.towns : finest(set),
      set,
      text.highest,
    )
  })
  return (
    <section className="map-hidden" aria-label={text.map}>
      <p>{sentences.join('; ')}</p>
      <ul aria-label={text.towns}>
        {geo.towns.map(({ code, name }) => (
          <li key={code}>
            <button
              type="button"
              aria-pressed={town === code}
              onClick={() => selectTown(town === code ? null : code)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Canvas text does not load web fonts: ask for the slices the labels need, and wait for them a little. */
async function fontsReady(geo: GeoData): Promise<void> {
  const names = [...geo.towns, ...geo.rivers, ...geo.roads].map(({ name }) => name).join('')
  const wait = new Promise<void>((resolve) => {
    setTimeout(resolve, FONT_WAIT_MS)
  })
  const loads = ['Noto Sans SC Variable', 'Roboto Condensed Variable'].map((family) =>
    document.fonts.load(`20px "${family}"`, `${names}0123456789.,%—`),
  )
  await Promise.race([Promise.allSettled(loads).then(() => undefined), wait])
}
