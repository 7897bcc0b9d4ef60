import { type ReactElement, useEffect, useId, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { loadPinyin, searchItemsOf } from '../data/search-names.ts'
import { useLanguage, useText } from '../i18n/text.ts'
import { catalogStore } from '../stores/catalog.ts'
import { selectTown, showScenario } from './director.ts'
import { type PinyinTable, type SearchItem, searchItems } from './search.ts'

const MOST = 9

/** Asked for once a catalog version, on the first search. A failure leaves Chinese and English to search by. */
let pinyinOf: { readonly version: string; readonly table: PinyinTable } | null = null

function usePinyin(version: string): PinyinTable {
  const [table, setTable] = useState<PinyinTable>(
    pinyinOf?.version === version ? pinyinOf.table : {},
  )
  useEffect(() => {
    if (pinyinOf?.version === version) return
    let stopped = false
    loadPinyin()
      .then((loaded) => {
        pinyinOf = { version, table: loaded }
        if (!stopped) setTable(loaded)
      })
      .catch((problem: unknown) => console.warn('no pinyin to search by', problem))
    return () => {
      stopped = true
    }
  }, [version])
  return table
}

/** Opens what was found: a scenario, a scenario that shows the indicator, or a town. */
function openFound(item: SearchItem): void {
  if (item.kind === 'town') selectTown(item.id)
  else if (item.kind === 'scenario') showScenario(item.id)
  else showIndicator(item.id)
}

function showIndicator(id: string): void {
  const scenarios = [...catalogStore.getState().scenarios.values()]
  const shows =
    scenarios.find(({ headline }) => headline.includes(id)) ??
    scenarios.find(({ panels }) => panels.some(({ indicators }) => indicators.includes(id))) ??
    scenarios.find(({ layers }) => layers.some(({ binds }) => binds === id))
  if (shows !== undefined) showScenario(shows.id)
}

/** `/`: finds scenarios, indicators and towns by Chinese, pinyin initials or English. */
export function SearchOverlay({ onClose }: { readonly onClose: () => void }): ReactElement | null {
  const text = useText()
  const language = useLanguage()
  const catalog = useStore(catalogStore, (state) => state.catalog)
  const pinyin = usePinyin(catalog?.version ?? '')
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const listId = useId()
  const items = useMemo(
    () => (catalog === null ? [] : searchItemsOf(catalog, pinyin)),
    [catalog, pinyin],
  )
  const found = useMemo(() => searchItems(items, query, MOST), [items, query])
  const at = Math.min(chosen, Math.max(found.length - 1, 0))
  const open = (item: SearchItem | undefined): void => {
    if (item === undefined) return
    openFound(item)
    onClose()
  }
  return (
    <div className="veil veil-top">
      <search className="search" aria-label={text.search}>
        <input
          // biome-ignore lint/a11y/noAutofocus: the overlay is opened to be typed into
          autoFocus
          type="text"
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={listId}
          aria-activedescendant={found.length > 0 ? `${listId}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={text.searchPlaceholder}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setChosen(0)
          }}
          onBlur={onClose}
          onKeyDown={(event) => {
            event.stopPropagation()
            // A key that still belongs to an input method's candidate list is not ours.
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Escape') onClose()
            else if (event.key === 'Enter') open(found[at])
            else if (event.key === 'ArrowDown') setChosen(Math.min(at + 1, found.length - 1))
            else if (event.key === 'ArrowUp') setChosen(Math.max(at - 1, 0))
            else return
            event.preventDefault()
          }}
        />
        <div className="search-found" role="listbox" id={listId} aria-label={text.search}>
          {found.map((item, i) => (
            <div
              key={`${item.kind} ${item.id}`}
              id={`${listId}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === at}
              style={{ '--accent': `var(--accent-${item.category ?? 'map'})` }}
              onMouseDown={(event) => {
                event.preventDefault()
                open(item)
              }}
            >
              <span className="search-name">{language === 'zh' ? item.zh : item.en}</span>
              <span className="search-other">{language === 'zh' ? item.en : item.zh}</span>
              <span className="search-kind">{text.kind[item.kind]}</span>
            </div>
          ))}
        </div>
        <p className="search-help">
          {query !== '' && found.length === 0 ? text.searchNothing : text.searchHelp}
        </p>
      </search>
    </div>
  )
}
