import type { CSSProperties, ReactElement } from 'react'
import { useWords } from '../../i18n/part-words.ts'
import { LampMark } from '../queue/lamp-mark.tsx'
import type { Mark } from './clusters.ts'
import { MAP_WORDS } from './map-words.ts'

/** Width of a mark, px: a hundred orders are twice as wide as one, ten thousand three times. */
const widthOf = (count: number): number => Math.round(26 + 13 * Math.log10(count))

/** One mark: the number of orders and the worst of their lamps, by colour, shape and word. */
export function MarkButton(props: {
  readonly mark: Mark
  /** Of a single order: what it is. */
  readonly title: string | null
  readonly isSelected: boolean
  readonly onPress: () => void
}): ReactElement {
  const { mark, title, isSelected, onPress } = props
  const text = useWords(MAP_WORDS)
  const isOne = mark.count === 1
  const name = isOne
    ? `${title ?? mark.id ?? ''} · ${text.lamps[mark.worst]}`
    : text.cluster(mark.count, mark.overdue)
  return (
    <button
      type="button"
      className="desk-mark"
      data-one={isOne || undefined}
      data-worst={mark.worst}
      data-selected={isSelected || undefined}
      data-map-order={mark.id ?? undefined}
      data-count={mark.count}
      aria-label={name}
      title={name}
      style={{ '--mark': `${isOne ? 26 : widthOf(mark.count)}px` } as CSSProperties}
      onClick={onPress}
    >
      {isOne ? (
        <LampMark lamp={mark.worst} />
      ) : (
        <>
          <span className="figures">{mark.count}</span>
          {mark.worst === 'red' || mark.worst === 'amber' ? (
            <span className="desk-mark-lamp">
              <LampMark lamp={mark.worst} />
            </span>
          ) : null}
        </>
      )}
    </button>
  )
}
