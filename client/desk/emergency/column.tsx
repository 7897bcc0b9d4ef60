import type { ReactElement, ReactNode } from 'react'

/** A column of the view, which scrolls by itself: it is reached by Tab, so that keys scroll it. */
export function Column({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by key
    <div className="emergency-column" tabIndex={0}>
      {children}
    </div>
  )
}
