import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { formatExact, formatSeconds, formatSpan } from '../i18n/clock.ts'
import { useText } from '../i18n/text.ts'
import { connectionStore } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { directorStore } from './director.ts'
import { useWallEmergency } from './emergency/use-emergency.ts'
import { useNow } from './use-now.ts'

/** What stands round the picture when it is not simply live: lost, replayed, or in emergency mode (战时). */
export function LinkFrame(): ReactElement | null {
  const link = useStore(connectionStore, (state) => state.link)
  const mode = useStore(sceneStore, (state) => state.mode)
  const shown = useWallEmergency()
  if (link.state === 'lost') return <LostBanner sinceMs={link.sinceMs} />
  if (link.state === 'replay') return <ReplayBanner speed={link.speed} />
  return mode === 'emergency' && shown === null ? <EmergencyBanner /> : null
}

/** Numbers stay, dimmed, and nobody can take them for the present. `sinceMs` is local time, as the link has it. */
function LostBanner({ sinceMs }: { readonly sinceMs: number }): ReactElement {
  const text = useText()
  const offsetMs = useStore(connectionStore, (state) => state.clockOffsetMs)
  const stoppedAtMs = sinceMs + offsetMs
  const ageMs = useNow(1000) - stoppedAtMs
  return (
    <div className="link-frame" data-frame="lost">
      <p className="banner" role="alert">
        <b>{text.lost}</b>
        <span>{text.lostSince(formatSeconds(stoppedAtMs), formatSpan(ageMs, text))}</span>
      </p>
    </div>
  )
}

function ReplayBanner({ speed }: { readonly speed: number }): ReactElement {
  const text = useText()
  const nowMs = useNow(1000)
  return (
    <div className="link-frame" data-frame="replay">
      <p className="banner" role="status">
        <b>{text.replay}</b>
        <span className="figures">{formatExact(nowMs)}</span>
        <span className="figures">{speed}×</span>
      </p>
    </div>
  )
}

function EmergencyBanner(): ReactElement {
  const text = useText()
  const order = useStore(directorStore, (state) => state.emergencyOrder)
  return (
    <div className="link-frame" data-frame="emergency">
      <p className="banner" role="alert">
        <b>{text.emergencyBanner}</b>
        {order === null ? null : <span className="figures">{text.emergencyOrder(order)}</span>}
      </p>
    </div>
  )
}
