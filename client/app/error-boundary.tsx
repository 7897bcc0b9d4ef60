import { Component, type ErrorInfo, type ReactElement, type ReactNode } from 'react'
import { partBack, partFailed } from './faults.ts'

type Props = {
  readonly children: ReactNode
  /** What stands in the broken part's place. */
  readonly fallback: (retry: () => void) => ReactElement | null
  /** Under this name a failure is told to the desk; left out: it is not told. */
  readonly name?: string
  /** A new value tries the part again, such as the scenario's id. */
  readonly resetKey?: string
  /** Tries again by itself after this long; left out: only on request or with a new key. */
  readonly retryAfterMs?: number
}

type State = { readonly failed: boolean; readonly key: string | undefined }

/** Keeps one part's failure from taking the wall with it, and brings the part back. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false, key: this.props.resetKey }
  #timer: ReturnType<typeof setTimeout> | null = null

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true }
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.key ? null : { failed: false, key: props.resetKey }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('part of the page failed', error, info.componentStack)
    const { retryAfterMs, name } = this.props
    if (name !== undefined) partFailed(name, Date.now())
    if (retryAfterMs === undefined) return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#retry, retryAfterMs)
  }

  override componentDidUpdate(before: Props, was: State): void {
    if (!was.failed || this.state.failed || before.name === undefined) return
    partBack(before.name, Date.now(), before.resetKey === this.props.resetKey)
  }

  override componentWillUnmount(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    if (this.props.name !== undefined) partBack(this.props.name, Date.now(), false)
  }

  readonly #retry = (): void => this.setState({ failed: false })

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback(this.#retry) : this.props.children
  }
}
