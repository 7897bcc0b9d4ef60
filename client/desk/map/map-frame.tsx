import type { ReactElement, ReactNode } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { onMapKey } from './map-keys.ts'
import { MAP_WORDS } from './map-words.ts'
import type { Ground } from './use-ground.ts'
import './map.css'

/** A map with what lies over it, its keys, and what stands for it while it is not there. */
export function MapFrame(props: {
  readonly ground: Ground
  readonly label: string
  /** How the keys are used here. */
  readonly hint: string
  readonly children: ReactNode
  readonly tools?: ReactNode
  /** Enter on the map itself, not on something in it. */
  readonly onEnter?: () => void
}): ReactElement {
  const { ground, label, hint, children, tools, onEnter } = props
  const text = useWords(MAP_WORDS)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a map is no fieldset
    <div
      className="desk-map"
      role="group"
      aria-label={`${label}。${hint}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows move the map
      tabIndex={0}
      onKeyDown={(event) => {
        onMapKey(event, ground.map)
        if (
          event.key === 'Enter' &&
          !event.ctrlKey &&
          !event.metaKey &&
          event.target === event.currentTarget &&
          onEnter !== undefined
        ) {
          event.preventDefault()
          event.stopPropagation()
          onEnter()
        }
      }}
    >
      <div ref={ground.canvas} className="desk-map-canvas" />
      {ground.state === 'drawn' ? <div className="desk-map-marks">{children}</div> : null}
      <div className="desk-map-tools">
        <button type="button" aria-label={text.zoomIn} onClick={() => ground.map?.zoomBy(1)}>
          +
        </button>
        <button type="button" aria-label={text.zoomOut} onClick={() => ground.map?.zoomBy(-1)}>
          −
        </button>
        {tools}
      </div>
      {ground.state === 'loading' ? (
        <p className="desk-map-note" role="status">
          {text.loading}
        </p>
      ) : null}
      {ground.state === 'none' ? (
        <p className="desk-map-note" role="status">
          {text.none}
        </p>
      ) : null}
      {ground.state === 'failed' ? (
        <p className="desk-map-note" role="alert">
          {text.failed}{' '}
          <button type="button" className="desk-link" onClick={ground.retry}>
            {text.again}
          </button>
        </p>
      ) : null}
      <small className="desk-map-sketch">{text.sketch}</small>
    </div>
  )
}

/** Something that stands at a position of the map; nothing while that lies outside of what is seen. */
export function Standing(props: {
  readonly ground: Ground
  readonly at: readonly [number, number]
  readonly children: ReactNode
}): ReactElement | null {
  const { ground, at, children } = props
  const { map } = ground
  const box = ground.canvas.current
  if (map === null || box === null) return null
  const { x, y } = map.project(at)
  if (x < -40 || y < -40 || x > box.clientWidth + 40 || y > box.clientHeight + 40) return null
  return (
    <div className="desk-map-spot" style={{ transform: `translate(${x}px, ${y}px)` }}>
      {children}
    </div>
  )
}
