import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import type { NearbyAsset } from '../../../protocol/emergency/nearby.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { rowsThatFit, useRoom } from '../../panels/use-room.ts'
import { emergencyStore } from '../../stores/emergencies.ts'

const ROW_U = 36

/** What is near the incident: the nearest of each kind, in the plan's order. */
export function NearBy({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const text = useWords(EMERGENCY_WORDS)
  const language = useLanguage()
  const [ref, room] = useRoom<HTMLDivElement>()
  const nearby = useStore(emergencyStore, (state) => state.nearby)
  const kinds: Readonly<Record<string, string>> = text.kinds
  const rows = inTurn(nearby ?? [])
  const shown = rows.slice(0, rowsThatFit(room.height - 24, ROW_U, rows.length))
  const isSimulated = rows.some(({ simulated }) => simulated)
  const empty =
    emergency.position === null ? text.noPlace : nearby === null ? text.loading : text.nothingNear
  return (
    <div ref={ref} className="emergency-body">
      {rows.length === 0 ? <p className="emergency-note">{empty}</p> : null}
      <ul className="nearby">
        {shown.map(({ kind, id, name_zh, name_en, distanceM }) => (
          <li key={`${kind} ${id}`} className="near">
            <span className="near-kind">{kinds[kind] ?? kind}</span>
            <span className="near-name" title={language === 'zh' ? name_zh : name_en}>
              {language === 'zh' ? name_zh : name_en}
            </span>
            <span className="near-far">
              <span className="figures">{kilometres(distanceM)}</span> km
            </span>
          </li>
        ))}
      </ul>
      {rows.length === 0 ? null : (
        <p className="emergency-note">
          {[text.straight, isSimulated ? text.simulated : ''].filter(Boolean).join(' · ')}
        </p>
      )}
    </div>
  )
}

const kilometres = (metres: number): string => (metres / 1_000).toFixed(metres < 10_000 ? 2 : 1)

/** The nearest of each kind first, then the second of each: a short list misses no kind. */
function inTurn(assets: readonly NearbyAsset[]): NearbyAsset[] {
  const ranked = assets.map((asset, at) => ({
    asset,
    rank: assets.slice(0, at).filter(({ kind }) => kind === asset.kind).length,
    at,
  }))
  return ranked.sort((a, b) => a.rank - b.rank || a.at - b.at).map(({ asset }) => asset)
}
