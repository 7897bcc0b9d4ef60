import { type ReactElement, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import { loadCatalog } from '../data/catalog.ts'
import { type Health, loadHealth } from '../data/health.ts'
import { isKnown } from '../data/known.ts'
import { sessionStore } from '../data/session.ts'
import { nameOf, useLanguage, useText } from '../i18n/text.ts'
import { catalogStore } from '../stores/catalog.ts'
import { PageFrame } from './page-frame.tsx'
import { SignIn } from './sign-in.tsx'

/** `/`: what there is, what there is not yet, and whether the server is well. */
export function Entry(): ReactElement {
  const text = useText()
  const health = useHealth()
  const signedIn = useStore(sessionStore, (state) => state.state === 'in')
  return (
    <PageFrame>
      <main className="page-main entry">
        <h1 className="entry-lead">{text.entryLead}</h1>
        <div className="doors">
          <Link href="/wall/main" className="door door-open">
            <h2>{text.entryWall}</h2>
            <p>{text.entryWallWhat}</p>
            <span className="door-go">{text.entryWallOpen} →</span>
          </Link>
          <Link href="/desk" className="door">
            <h2>{text.entryDesk}</h2>
            <p>{text.entryDeskWhat}</p>
            <span className="tag">{text.entryNotBuilt}</span>
          </Link>
          <Link href="/room/main" className="door">
            <h2>{text.entryRoom}</h2>
            <p>{text.entryRoomWhat}</p>
            <span className="tag">{text.entryNotBuilt}</span>
          </Link>
        </div>
        <div className="page-columns">
          <ScenarioIndex />
          <aside>
            <HealthLine health={health} />
            {health?.profile !== 'demo' ? null : (
              <section>
                <h2>{text.entryDemo}</h2>
                <p className="quiet">{text.entryDemoWhat}</p>
              </section>
            )}
            {signedIn ? <SignIn /> : null}
          </aside>
        </div>
      </main>
    </PageFrame>
  )
}

const HEALTH_EVERY_MS = 15_000

function useHealth(): Health | null {
  const [health, setHealth] = useState<Health | null>(null)
  useEffect(() => {
    let stopped = false
    const look = async (): Promise<void> => {
      const found = await loadHealth()
      if (!stopped) setHealth(found)
    }
    void look()
    const timer = setInterval(() => void look(), HEALTH_EVERY_MS)
    return () => {
      stopped = true
      clearInterval(timer)
    }
  }, [])
  return health
}

function HealthLine({ health }: { readonly health: Health | null }): ReactElement {
  const text = useText()
  const words = { up: text.healthUp, 'not-ready': text.healthNotReady, down: text.healthDown }
  return (
    <section>
      <h2>{text.entryHealth}</h2>
      <p className="health" role="status" data-health={health?.state ?? 'checking'}>
        <span className="health-mark" aria-hidden="true" />
        {health === null ? text.healthChecking : words[health.state]}
      </p>
      {health?.reason == null ? null : <p className="quiet">{health.reason}</p>}
    </section>
  )
}

/** All scenarios by category, for whoever may read the catalog. */
function ScenarioIndex(): ReactElement {
  const text = useText()
  const language = useLanguage()
  const catalog = useStore(catalogStore, (state) => state.catalog)
  const user = useStore(sessionStore, (state) => (state.state === 'in' ? state.session.user : null))
  const [refused, setRefused] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: who is signed in decides what may be read
  useEffect(() => {
    setRefused(!isKnown())
    if (isKnown()) loadCatalog().catch(() => setRefused(true))
  }, [user])
  return (
    <section className="scenario-index">
      <h2>
        {text.entryScenarios}
        {catalog === null ? null : (
          <span className="quiet"> {text.entryScenarioCount(catalog.scenarios.length)}</span>
        )}
      </h2>
      {catalog === null ? (
        <div className="sign-in-here">
          <p className="quiet">{refused ? text.entryScenariosSignIn : text.loading}</p>
          {refused ? <SignIn /> : null}
        </div>
      ) : null}
      {catalog?.scenarios.length === 0 ? <p role="alert">{text.entryScenariosEmpty}</p> : null}
      <div className="scenario-lists">
        {(catalog?.categories ?? []).map((category) => (
          <section key={category.id} style={{ '--accent': `var(--accent-${category.id})` }}>
            <h3>{nameOf(category, language)}</h3>
            <ul>
              {(catalog?.scenarios ?? [])
                .filter((scenario) => scenario.category === category.id)
                .map((scenario) => (
                  <li key={scenario.id}>
                    <Link
                      href={`/wall/main?scenario=${scenario.id}`}
                      title={language === 'zh' ? scenario.question_zh : scenario.question_en}
                    >
                      {nameOf(scenario, language)}
                    </Link>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  )
}
