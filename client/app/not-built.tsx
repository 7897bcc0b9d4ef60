import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useText } from '../i18n/text.ts'
import { PageFrame } from './page-frame.tsx'
import { SignIn } from './sign-in.tsx'

/** The desk and the room, until they are built: says so, and shows nothing that does not work. */
export function NotBuilt({ part }: { readonly part: 'desk' | 'room' }): ReactElement {
  const text = useText()
  const plan = part === 'desk' ? text.deskPlan : text.roomPlan
  return (
    <PageFrame>
      <main className="page-main page-columns" data-part={part}>
        <section>
          <p className="tag">{text.entryNotBuilt}</p>
          <h1>{part === 'desk' ? text.entryDesk : text.entryRoom}</h1>
          <p className="lead">{text.notBuiltLead}</p>
          <ul className="plan">
            {plan.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="ways">
            <Link href="/">{text.back}</Link>
            <Link href="/wall/main">{text.entryWallOpen}</Link>
          </p>
        </section>
        <SignIn />
      </main>
    </PageFrame>
  )
}
