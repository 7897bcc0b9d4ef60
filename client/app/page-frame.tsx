import { type ReactElement, type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import { setLanguage, useLanguage, useText } from '../i18n/text.ts'
import { markDrawn } from './ready.ts'

/** The frame of every page read at a desk: name, language, content. */
export function PageFrame({ children }: { readonly children: ReactNode }): ReactElement {
  const text = useText()
  const language = useLanguage()
  const other = language === 'zh' ? 'en' : 'zh'
  useEffect(() => markDrawn(), [])
  return (
    <div className="page">
      <header className="page-head">
        <Link href="/" className="page-name">
          {text.platform}
        </Link>
        <button
          type="button"
          className="quiet-button"
          lang={other === 'zh' ? 'zh-CN' : 'en'}
          onClick={() => setLanguage(other)}
        >
          {other === 'zh' ? '中文' : 'English'}
        </button>
      </header>
      {children}
    </div>
  )
}
