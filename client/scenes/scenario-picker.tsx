import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { nameOf, useLanguage, useText } from '../i18n/text.ts'
import { catalogStore } from '../stores/catalog.ts'
import { showScenario } from './director.ts'

/** Says that the scenario asked for does not exist, and offers those that do. */
export function ScenarioPicker({ unknown }: { readonly unknown: string | null }): ReactElement {
  const text = useText()
  const language = useLanguage()
  const categories = useStore(catalogStore, (state) => state.catalog?.categories)
  const scenarios = useStore(catalogStore, (state) => state.catalog?.scenarios)
  return (
    <main className="notice notice-wide">
      <p className="platform">{text.platform}</p>
      {unknown === null ? null : <h1 role="alert">{text.unknownScenario(unknown)}</h1>}
      {unknown === null ? null : <p>{text.unknownScenarioWhat}</p>}
      <div className="scenario-lists">
        {(categories ?? []).map((category) => (
          <section
            key={category.id}
            style={{ '--accent': `var(--accent-${category.id})` }}
            aria-label={nameOf(category, language)}
          >
            <h2>{nameOf(category, language)}</h2>
            <ul>
              {(scenarios ?? [])
                .filter((scenario) => scenario.category === category.id)
                .map((scenario) => (
                  <li key={scenario.id}>
                    <button type="button" onClick={() => showScenario(scenario.id)}>
                      {nameOf(scenario, language)}
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </main>
  )
}
