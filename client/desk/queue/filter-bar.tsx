import { type ReactElement, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { isOpenState } from '../../../protocol/order/open.ts'
import { ORDER_STATES } from '../../../protocol/order/states.ts'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { sortQueue } from '../data/queue-store.ts'
import { QUEUE_SORTS } from '../data/row-order.ts'
import { deskStore, type QueueFilter } from '../desk-store.ts'
import { isFiltered } from './filter.ts'
import { QUEUE_WORDS } from './queue-words.ts'

/** Typing asks the server at rest, not at every key. */
const REST_MS = 250
export const SEARCH_ID = 'desk-search'

type FilterPart = { readonly [K in keyof QueueFilter]?: QueueFilter[K] | undefined }

const setFilter = (part: FilterPart): void => {
  const { filter } = deskStore.getState()
  const next = { ...filter, ...part }
  // What is undefined asks for nothing and is left out, so that the same filter is the same text.
  deskStore.setState({
    filter: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)),
  })
}

const orNothing = (value: string): string | undefined => (value === '' ? undefined : value)

type Choice = { readonly value: string; readonly name: string }

function Pick(props: {
  readonly label: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly onPick: (value: string) => void
}): ReactElement {
  return (
    <select
      className="queue-pick"
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onPick(event.currentTarget.value)}
    >
      {props.choices.map(({ value, name }) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  )
}

/** What the queue shows: text, state, type, department, town, what is late, what waits for oneself; and in which order. */
export function FilterBar(): ReactElement {
  const text = useWords(QUEUE_WORDS)
  const language = useLanguage()
  const filter = useStore(deskStore, (state) => state.filter)
  const sort = useStore(deskStore, (state) => state.sort)
  const isMapShown = useStore(deskStore, (state) => state.isMapShown)
  const { orderTypes, departments, towns } = useStore(catalogStore)
  const named = <T extends { code: string; name_zh: string; name_en: string }>(
    items: ReadonlyMap<string, T>,
  ): Choice[] =>
    [...items.values()].map((item) => ({ value: item.code, name: nameOf(item, language) }))
  const states: Choice[] = [
    { value: 'open', name: text.open },
    ...ORDER_STATES.toSorted((a, b) => Number(isOpenState(b)) - Number(isOpenState(a))).map(
      (state) => ({ value: state, name: text.states[state] }),
    ),
    { value: 'all', name: text.all },
  ]
  return (
    <search className="queue-filter">
      <SearchBox q={filter.q ?? ''} />
      <div className="queue-picks">
        <Pick
          label={text.state}
          value={filter.state ?? 'open'}
          choices={states}
          onPick={(value) => {
            const state = states.find((choice) => choice.value === value)
            if (state !== undefined)
              setFilter({ state: value as NonNullable<QueueFilter['state']> })
          }}
        />
        <Pick
          label={text.department}
          value={filter.department ?? ''}
          choices={[{ value: '', name: text.anyDepartment }, ...named(departments)]}
          onPick={(value) => setFilter({ department: orNothing(value) })}
        />
        <Pick
          label={text.town}
          value={filter.town ?? ''}
          choices={[{ value: '', name: text.anyTown }, ...named(towns)]}
          onPick={(value) => setFilter({ town: orNothing(value) })}
        />
        <Pick
          label={text.type}
          value={filter.type ?? ''}
          choices={[{ value: '', name: text.anyType }, ...named(orderTypes)]}
          onPick={(value) => setFilter({ type: orNothing(value) })}
        />
        <Pick
          label={text.sort}
          value={sort}
          choices={QUEUE_SORTS.map((value) => ({ value, name: text.sorts[value] }))}
          onPick={(value) => {
            const picked = QUEUE_SORTS.find((one) => one === value)
            if (picked === undefined) return
            deskStore.setState({ sort: picked })
            sortQueue(picked)
          }}
        />
      </div>
      <div className="queue-toggles">
        <Toggle
          label={text.overdue}
          on={filter.overdue === true}
          flip={() => setFilter({ overdue: filter.overdue === true ? undefined : true })}
        />
        <Toggle
          label={text.mine}
          on={filter.mine === true}
          flip={() => setFilter({ mine: filter.mine === true ? undefined : true })}
        />
        <Toggle
          label={text.onMap}
          on={isMapShown}
          flip={() => deskStore.setState({ isMapShown: !isMapShown, openId: null })}
        />
        {filter.box === undefined ? null : (
          <button
            type="button"
            className="queue-chip"
            onClick={() => setFilter({ box: undefined })}
          >
            {text.inBox} ×
          </button>
        )}
        {isFiltered(filter) ? (
          <button
            type="button"
            className="desk-link"
            onClick={() => deskStore.setState({ filter: { state: 'open' } })}
          >
            {text.clear}
          </button>
        ) : null}
      </div>
    </search>
  )
}

function Toggle(props: {
  readonly label: string
  readonly on: boolean
  readonly flip: () => void
}): ReactElement {
  return (
    <button type="button" className="desk-toggle" aria-pressed={props.on} onClick={props.flip}>
      {props.label}
    </button>
  )
}

function SearchBox({ q }: { readonly q: string }): ReactElement {
  const text = useWords(QUEUE_WORDS)
  const [typed, setTyped] = useState(q)
  const asked = useRef(q)
  // The filter may be cleared from elsewhere.
  useEffect(() => {
    if (q !== asked.current) {
      asked.current = q
      setTyped(q)
    }
  }, [q])
  useEffect(() => {
    const wanted = typed.trim()
    if (wanted === asked.current) return
    const timer = setTimeout(() => {
      asked.current = wanted
      setFilter({ q: orNothing(wanted) })
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <input
      id={SEARCH_ID}
      className="queue-search"
      type="search"
      value={typed}
      placeholder={`${text.search}  /`}
      aria-label={text.searchLabel}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  )
}
