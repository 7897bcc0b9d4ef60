import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { Emergency } from '../../../protocol/emergency/emergency.ts'
import type { NearbyAsset } from '../../../protocol/emergency/nearby.ts'
import { ApiProblem, isRecord } from '../../data/api.ts'
import { EMERGENCY_WORDS } from '../../i18n/emergency-words.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage, useText } from '../../i18n/text.ts'
import { getJson } from '../data/desk-api.ts'
import { CONDUCT_WORDS } from './conduct-words.ts'

async function fetchNearby(id: string, signal: AbortSignal): Promise<readonly NearbyAsset[]> {
  const body = await getJson(`/emergencies/${encodeURIComponent(id)}/nearby`, signal)
  if (!isRecord(body) || !Array.isArray(body['assets'])) throw new ApiProblem(502, 'INTERNAL')
  // The server's word is trusted beyond its outline: it is our own, of the same build.
  return body['assets'] as readonly NearbyAsset[]
}

/** What the plan looks for near the incident, the nearest first within a kind; straight-line distances. */
export function NearBy({ emergency }: { readonly emergency: Emergency }): ReactElement {
  const { id, position, near } = emergency
  const text = useWords(CONDUCT_WORDS)
  const shared = useWords(EMERGENCY_WORDS)
  const { demoData } = useText()
  const language = useLanguage()
  const { data, isError } = useQuery({
    queryKey: ['emergency-nearby', id, position, near],
    queryFn: ({ signal }) => fetchNearby(id, signal),
    enabled: position !== null,
    staleTime: 600_000,
  })
  const kinds: Readonly<Record<string, string>> = shared.kinds
  const said =
    position === null
      ? shared.noPlace
      : isError
        ? text.failed
        : data === undefined
          ? text.loading
          : data.length === 0
            ? shared.nothingNear
            : null
  return (
    <section aria-label={text.near}>
      <h3>
        {text.near}
        {data === undefined || data.length === 0 ? null : (
          <span className="quiet"> · {shared.straight}</span>
        )}
        {data?.some(({ simulated }) => simulated) ? (
          <span className="desk-demo">{demoData}</span>
        ) : null}
      </h3>
      {said === null ? null : <p className="quiet">{said}</p>}
      <ul className="emergency-near">
        {(data ?? []).map((asset) => (
          <li key={`${asset.kind} ${asset.id}`}>
            <span className="quiet">{kinds[asset.kind] ?? asset.kind}</span>
            <span>{nameOf(asset, language)}</span>
            <span className="figures">{(asset.distanceM / 1_000).toFixed(2)} km</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
