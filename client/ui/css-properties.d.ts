import 'react'

declare module 'react' {
  interface CSSProperties {
    /** Custom properties, so that a component can hand its accent or a length to its style sheet. */
    [property: `--${string}`]: string | number | undefined
  }
}
