import { Spotlight, spotlight } from '@mantine/spotlight'
import { type ReactElement, useState } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { sendJson } from '../data/desk-api.ts'
import { queueStore } from '../data/queue-store.ts'
import { openOrder } from '../desk-store.ts'
import { tellFailure } from '../shell/tell.ts'
import { commandStore } from './commands.ts'
import { KEY_WORDS, shownKeys } from './key-words.ts'

const MOST_ORDERS = 8
const MOST_SCENARIOS = 6

const holds = (text: string, words: readonly string[]): boolean =>
  words.every((word) => text.toLowerCase().includes(word))

export const openPalette = (): void => spotlight.open()

const showScenario = (scenario: string): void => {
  sendJson('POST', '/walls/main/command', { command: 'show', scenario }).catch(tellFailure)
}

/** The command palette (Ctrl+K): what can be done now, orders by number or title, scenarios for the wall. */
export function Palette(): ReactElement {
  const text = useWords(KEY_WORDS)
  const language = useLanguage()
  const commands = useStore(commandStore, (state) => state.commands)
  const scenarios = useStore(catalogStore, (state) => state.scenarios)
  const [query, setQuery] = useState('')
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const fitting = commands.filter(
    ({ label, when }) => (when?.() ?? true) && holds(`${label.zh} ${label.en}`, words),
  )
  const orders =
    words.length === 0
      ? []
      : queueStore
          .getState()
          .rows.filter(({ id, title }) => holds(`${id} ${title}`, words))
          .slice(0, MOST_ORDERS)
  const fittingScenarios =
    words.length === 0
      ? []
      : [...scenarios.values()]
          .filter(({ id, name_zh, name_en }) => holds(`${id} ${name_zh} ${name_en}`, words))
          .slice(0, MOST_SCENARIOS)
  const isEmpty = fitting.length + orders.length + fittingScenarios.length === 0
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      clearQueryOnClose
      scrollable
      maxHeight="60vh"
    >
      <Spotlight.Search placeholder={text.palette} aria-label={text.palette} />
      <Spotlight.ActionsList>
        {fitting.map(({ id, label, keys, group, run }) => (
          <Spotlight.Action
            key={id}
            label={label[language]}
            description={text.groups[group]}
            onClick={run}
            rightSection={keys === undefined ? null : <kbd>{shownKeys(keys)}</kbd>}
          />
        ))}
        {orders.map(({ id, title }) => (
          <Spotlight.Action
            key={id}
            label={title}
            description={`${text.orders} · ${id}`}
            onClick={() => openOrder(id)}
          />
        ))}
        {fittingScenarios.map((scenario) => (
          <Spotlight.Action
            key={scenario.id}
            label={text.showOn(nameOf(scenario, language))}
            description={text.scenarios}
            onClick={() => showScenario(scenario.id)}
          />
        ))}
        {isEmpty ? <Spotlight.Empty>{text.nothing}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
