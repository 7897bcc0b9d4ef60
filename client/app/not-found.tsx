import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useText } from '../i18n/text.ts'
import { PageFrame } from './page-frame.tsx'

export function NotFound(): ReactElement {
  const text = useText()
  return (
    <PageFrame>
      <main className="page-main">
        <h1>{text.notFound}</h1>
        <p>
          <Link href="/">{text.back}</Link>
        </p>
      </main>
    </PageFrame>
  )
}
