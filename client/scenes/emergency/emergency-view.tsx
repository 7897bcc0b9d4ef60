import type { CSSProperties, ReactElement } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useText } from '../../i18n/text.ts'
import type { WallLayout } from '../layout.ts'
import { BLOCK_WEIGHT, type Block, blocksIn } from './blocks.ts'
import { Checklist } from './checklist.tsx'
import { Coming } from './coming.tsx'
import { Happened } from './happened.tsx'
import { HowLong } from './how-long.tsx'
import { NearBy } from './near-by.tsx'
import { useIncident } from './use-course.ts'
import './emergency.css'

type ViewProps = { readonly emergency: Emergency; readonly layout: WallLayout }

/** The wings in emergency mode: what happened, who is coming, what is near, what to do, how long (DESIGN §8). */
export function EmergencyView({ emergency, layout }: ViewProps): ReactElement {
  const text = useText()
  useIncident(emergency)
  const columns = layout.columns.length * Math.max(1, layout.wings)
  const placed = blocksIn(columns)
  const left = layout.wings === 1 ? 0 : layout.columns.length
  const column = (at: number): ReactElement => {
    const span = layout.columns[at % layout.columns.length] ?? { from: 0, to: 0 }
    return (
      <div
        key={at}
        className="column emergency-column"
        style={{ '--from': span.from, '--width': span.to - span.from }}
      >
        {(placed[at] ?? []).map((block) => (
          <BlockOf key={block} block={block} emergency={emergency} />
        ))}
      </div>
    )
  }
  const indexes = Array.from({ length: columns }, (_, at) => at)
  // A right wing's columns are counted from its outer edge: the last of them stands outermost.
  return (
    <>
      {left === 0 ? null : (
        <section className="wing wing-left" aria-label={text.wingLeft}>
          {indexes.slice(0, left).map(column)}
        </section>
      )}
      {columns > left ? (
        <section className="wing wing-right" aria-label={text.wingRight}>
          {indexes.slice(left).map(column)}
        </section>
      ) : null}
    </>
  )
}

function BlockOf({
  block,
  emergency,
}: {
  readonly block: Block
  readonly emergency: Emergency
}): ReactElement {
  const text = useWords(EMERGENCY_WORDS)
  const titles: Readonly<Record<Block, string>> = {
    'how-long': text.howLong,
    happened: text.happened,
    coming: text.coming,
    near: text.near,
    todo: text.todo,
  }
  const parts: Readonly<Record<Block, () => ReactElement>> = {
    'how-long': () => <HowLong emergency={emergency} />,
    happened: () => <Happened emergency={emergency} />,
    coming: () => <Coming emergency={emergency} />,
    near: () => <NearBy emergency={emergency} />,
    todo: () => <Checklist emergency={emergency} />,
  }
  const weight = BLOCK_WEIGHT[block]
  const style: CSSProperties = weight === null ? {} : { flexGrow: weight }
  return (
    <section
      className="emergency-block"
      data-block={block}
      style={style}
      aria-label={titles[block]}
    >
      {block === 'how-long' ? null : (
        <h2 className="emergency-title" data-zone="scan">
          {titles[block]}
        </h2>
      )}
      {parts[block]()}
    </section>
  )
}
