import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './shell/desk.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactElement, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { PageFrame } from '../app/page-frame.tsx'
import { SignIn } from '../app/sign-in.tsx'
import { sessionStore } from '../data/session.ts'
import { useWords } from '../i18n/part-words.ts'
import { sceneStore } from '../stores/scene.ts'
import { queryClient } from './data/query.ts'
import { NoLink, UnsentHere } from './field/gate-parts.tsx'
import { findSession } from './field/start-field.ts'
import { DeskFrame } from './shell/desk-frame.tsx'
import { DESK_THEME } from './shell/desk-theme.ts'
import { SHELL_WORDS } from './shell/shell-words.ts'

/** Offices that have work at the desk, or read there. */
const DESK_ROLES: readonly string[] = [
  'operator',
  'duty',
  'supervisor',
  'checker',
  'handler',
  'leader',
]

/** The duty officer's page (值班台). */
export function Desk(): ReactElement {
  const theme = useStore(sceneStore, (state) => state.theme)
  return (
    <MantineProvider theme={DESK_THEME} forceColorScheme={theme === 'day' ? 'light' : 'dark'}>
      <Notifications position="bottom-right" limit={4} />
      <QueryClientProvider client={queryClient}>
        <Gate />
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Lets in whoever is signed in and has an office here; says to everybody else what is missing. */
function Gate(): ReactElement | null {
  const text = useWords(SHELL_WORDS)
  const session = useStore(sessionStore)
  const [isLost, setLost] = useState(false)
  const find = (): void => {
    setLost(false)
    void findSession().then((isKnown) => setLost(!isKnown))
  }
  useEffect(find, [])
  if (session.state === 'unknown') return isLost ? <NoLink again={find} /> : null
  if (session.state === 'out') {
    return (
      <PageFrame>
        <main className="page-main desk-gate">
          <h1>{text.desk}</h1>
          <UnsentHere />
          <SignIn />
        </main>
      </PageFrame>
    )
  }
  const { user, roles } = session.session
  if (!roles.some((role) => DESK_ROLES.includes(role))) {
    return (
      <PageFrame>
        <main className="page-main desk-gate">
          <h1>{text.notForYou}</h1>
          <p className="lead">{text.notForYouWhy(roles.join(' · '))}</p>
          <SignIn />
        </main>
      </PageFrame>
    )
  }
  // Another person is another desk: nothing of the one before is left.
  return <DeskFrame key={user} user={user} />
}
