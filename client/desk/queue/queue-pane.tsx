import './queue.css'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactElement, useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { sessionStore } from '../../data/session.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { linkStore } from '../data/link-store.ts'
import { presenceStore } from '../data/presence-store.ts'
import { queueStore } from '../data/queue-store.ts'
import { deskStore } from '../desk-store.ts'
import { useDeskNow } from '../shell/use-desk-now.ts'
import { asksServer, exportUrl, isFiltered, mayExport } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { findMore, followSearch, foundStore } from './found.ts'
import { cursorIn, setPageRows } from './moves.ts'
import { QueueRow, rowDomId } from './queue-row.tsx'
import { QUEUE_WORDS } from './queue-words.ts'
import { followQueue, shownStore } from './shown.ts'

const ROW_PX = 66

/** The queue (工单队列): what has to be done, the next thing first. */
export function QueuePane(): ReactElement {
  const text = useWords(QUEUE_WORDS)
  useEffect(() => {
    const ends = [followQueue(), followSearch()]
    return () => {
      for (const end of ends) end()
    }
  }, [])
  return (
    <section className="queue" aria-label={text.queue}>
      <FilterBar />
      <QueueStatus />
      <QueueList />
    </section>
  )
}

function QueueStatus(): ReactElement {
  const text = useWords(QUEUE_WORDS)
  const rows = useStore(shownStore, (state) => state.rows)
  const all = useStore(queueStore, (state) => state.rows.length)
  const load = useStore(queueStore, (state) => state.load)
  const filter = useStore(deskStore, (state) => state.filter)
  const found = useStore(foundStore)
  const language = useLanguage()
  const session = useStore(sessionStore)
  const searching = asksServer(filter)
  const count = searching
    ? text.foundCount(rows.length, found.nextCursor !== null)
    : text.count(rows.length, all)
  return (
    <p className="queue-status quiet" role="status">
      <span className="figures">{count}</span>
      {searching && found.asking ? <span>{text.searching}</span> : null}
      {searching && found.failed !== null ? <span role="alert">{text.searchFailed}</span> : null}
      {load.state === 'loading' && !searching ? (
        <span>{text.loading(load.loaded, load.total)}</span>
      ) : null}
      {load.state === 'failed' ? <span role="alert">{text.loadFailed}</span> : null}
      {searching && found.nextCursor !== null ? (
        <button type="button" className="desk-link" onClick={findMore}>
          {text.more}
        </button>
      ) : null}
      {session.state === 'in' && mayExport(session.session) ? (
        <a className="desk-link" href={exportUrl(filter, language)} download>
          {text.exportList}
        </a>
      ) : null}
    </p>
  )
}

function QueueList(): ReactElement {
  const text = useWords(QUEUE_WORDS)
  const language = useLanguage()
  const rows = useStore(shownStore, (state) => state.rows)
  const fresh = useStore(queueStore, (state) => state.fresh)
  const selectedId = useStore(deskStore, (state) => state.selectedId)
  const openId = useStore(deskStore, (state) => state.openId)
  const tickedIds = useStore(deskStore, (state) => state.tickedIds)
  const presence = useStore(presenceStore, (state) => state.orders)
  const me = useStore(sessionStore, (state) => (state.state === 'in' ? state.session.user : ''))
  const offsetMs = useStore(linkStore, (state) => state.offsetMs)
  const nowMs = useDeskNow(offsetMs)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    // Keys of its own for each row would have all rows measured anew at each scroll and each event.
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  // As the list was last measured: asking it after each scroll would have it laid out at once.
  const heightPx = virtual.scrollRect?.height ?? 600
  useEffect(() => setPageRows(Math.floor(heightPx / ROW_PX) - 1), [heightPx])
  const selectedAt = useMemo(() => cursorIn(rows, selectedId), [rows, selectedId])
  const follow = useRef<string | null>(null)
  useEffect(() => {
    // Only the cursor's own moves scroll the list: not every row that comes in above it.
    if (selectedId === follow.current) return
    follow.current = selectedId
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt)
  }, [selectedId, selectedAt, virtual])

  if (rows.length === 0) return <EmptyQueue />
  const items = virtual.getVirtualItems()
  const isDrawn = items.some(({ index }) => index === selectedAt)
  return (
    <div
      ref={scroller}
      className="queue-list"
      role="listbox"
      tabIndex={0}
      aria-label={text.queue}
      {...(isDrawn && selectedId !== null ? { 'aria-activedescendant': rowDomId(selectedId) } : {})}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          const others = (presence[row.id] ?? [])
            .map(({ name }) => name)
            .filter((name) => name !== me)
          return (
            <div
              key={row.id}
              role="presentation"
              className="queue-slot"
              style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
            >
              <QueueRow
                row={row}
                nowMs={nowMs}
                language={language}
                isSelected={row.id === selectedId}
                isOpen={row.id === openId}
                isTicked={tickedIds.has(row.id)}
                isFresh={fresh.has(row.id)}
                present={others.join(' ')}
                position={index}
                count={rows.length}
              />
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Why there is nothing to see. */
function EmptyQueue(): ReactElement {
  const text = useWords(QUEUE_WORDS)
  const filter = useStore(deskStore, (state) => state.filter)
  const { rows, load } = useStore(queueStore)
  const found = useStore(foundStore)
  const [head, why] = ((): readonly [string, string] => {
    if (asksServer(filter)) {
      if (found.asking) return [text.searching, '']
      return [text.emptyFound, text.emptyFoundWhy]
    }
    if (load.state === 'failed' && rows.length === 0) return [text.emptyFailed, text.emptyFailedWhy]
    if (load.state !== 'ready') return [text.emptyLoading, '']
    if (isFiltered(filter)) return [text.emptyFiltered, text.emptyFilteredWhy(rows.length)]
    return [text.emptyNone, text.emptyNoneWhy]
  })()
  return (
    <div className="queue-list queue-empty" role="status">
      <p>{head}</p>
      <p className="quiet">{why}</p>
    </div>
  )
}
