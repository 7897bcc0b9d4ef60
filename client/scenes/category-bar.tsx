import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { nameOf, useLanguage, useText } from '../i18n/text.ts'
import { catalogStore } from '../stores/catalog.ts'
import { connectionStore } from '../stores/connection.ts'
import { LevelMark } from '../ui/level-mark.tsx'
import { showCategory } from './director.ts'

/** The five categories with the worst level standing in each, the current one marked by its accent. */
export function CategoryBar({ current }: { readonly current: string | null }): ReactElement {
  const text = useText()
  const language = useLanguage()
  const categories = useStore(catalogStore, (state) => state.catalog?.categories)
  const worst = useStore(connectionStore, (state) => state.city?.worst)
  return (
    <nav className="categories" aria-label={text.entryScenarios}>
      {(categories ?? []).map((category, index) => {
        const level = worst?.[category.id] ?? null
        const calm = worst === undefined ? text.city.unknown : text.categoryCalm
        return (
          <button
            key={category.id}
            type="button"
            className="category"
            style={{ '--accent': `var(--accent-${category.id})` }}
            aria-current={category.id === current ? 'true' : undefined}
            title={nameOf(category, language)}
            data-category={category.id}
            data-level={level ?? 'none'}
            onClick={() => showCategory(index)}
          >
            <span className="category-name" data-zone="scan">
              {nameOf(category, language)}
            </span>
            <span className="category-level" data-zone="scan">
              {level === null ? (
                calm
              ) : (
                <>
                  <LevelMark level={level} />
                  {text.level[level]}
                </>
              )}
            </span>
          </button>
        )
      })}
    </nav>
  )
}
