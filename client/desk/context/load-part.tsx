import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useMemo } from 'react'
import { useStore } from 'zustand'
import { isOpenState } from '../../../protocol/order/open.ts'
import type { Rate } from '../../../protocol/order/tally.ts'
import { sessionStore } from '../../data/session.ts'
import { useWords } from '../../i18n/part-words.ts'
import { formatNumber, NO_VALUE } from '../../ui/format.ts'
import { deskNowMs } from '../data/link-store.ts'
import { queueStore } from '../data/queue-store.ts'
import { countLamps } from '../queue/lamp.ts'
import { useNamed } from '../shell/use-named.ts'
import { fetchRates } from './context-api.ts'
import { ContextPart } from './context-part.tsx'
import { CONTEXT_WORDS } from './context-words.ts'

const STALE_MS = 300_000

/** How much the lead department has on its hands, from the desk's own list, and how it has done. */
export function DepartmentLoad({ department }: { readonly department: string }): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  const named = useNamed()
  const own = useStore(sessionStore, (state) =>
    state.state === 'in' ? state.session.department : null,
  )
  const isForeign = own !== null && own !== department
  const query = useQuery({
    queryKey: ['rates', department],
    queryFn: ({ signal }) => fetchRates(department, signal),
    staleTime: STALE_MS,
    enabled: !isForeign,
  })
  const title = `${text.load} · ${named.department(department)}`
  if (isForeign) {
    return (
      <section aria-label={title}>
        <h3>{title}</h3>
        <p className="quiet">{text.foreign}</p>
      </section>
    )
  }
  return (
    <div>
      <ContextPart title={title} query={query}>
        {({ signed, handled }) => (
          <>
            <dl className="context-figures">
              <Counts department={department} />
              <RateShown name={text.signed} rate={signed} />
              <RateShown name={text.handled} rate={handled} />
            </dl>
            <p className="quiet context-note">{text.days}</p>
          </>
        )}
      </ContextPart>
    </div>
  )
}

function Counts({ department }: { readonly department: string }): ReactElement {
  const text = useWords(CONTEXT_WORDS)
  const { rows, load } = useStore(queueStore)
  const open = useMemo(
    () => rows.filter((row) => row.department === department && isOpenState(row.state)),
    [rows, department],
  )
  const isKnown = load.state === 'ready'
  const shown = (n: number): string => (isKnown ? formatNumber(n, 0) : NO_VALUE)
  return (
    <>
      <div>
        <dt>{text.open}</dt>
        <dd className="figures" title={isKnown ? undefined : text.counting}>
          {shown(open.length)}
        </dd>
      </div>
      <div>
        <dt>{text.overdue}</dt>
        <dd className="figures" title={isKnown ? undefined : text.counting}>
          {shown(countLamps(open, deskNowMs()).red)}
        </dd>
      </div>
    </>
  )
}

/** A rate with what it is of; without anything due it is no number, and never 0 or 100 %. */
function RateShown(props: { readonly name: string; readonly rate: Rate | null }): ReactElement {
  const { name, rate } = props
  const text = useWords(CONTEXT_WORDS)
  return (
    <div>
      <dt>{name}</dt>
      <dd className="figures">
        {rate === null || rate.value === null ? NO_VALUE : `${formatNumber(rate.value * 100, 1)}%`}
        <small className="quiet">
          {' '}
          {rate === null || rate.denominator === 0
            ? text.nothingDue
            : text.share(rate.numerator, rate.denominator)}
        </small>
      </dd>
    </div>
  )
}
