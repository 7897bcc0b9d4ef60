import { createStore } from 'zustand/vanilla'

/** The desk's link to the server. `refused`: the server answered, and does not let us in. */
export type DeskLink =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly sinceMs: number }
  | { readonly state: 'refused'; readonly code: string }

export type LinkState = {
  readonly link: DeskLink
  /** Server time minus local time, ms. */
  readonly offsetMs: number
}

const START: LinkState = { link: { state: 'connecting' }, offsetMs: 0 }

export const linkStore = createStore<LinkState>(() => START)

/** Keeps the moment of the loss while the link stays lost. */
export function applyDeskLink(link: DeskLink): void {
  const before = linkStore.getState().link
  if (link.state === 'live' && before.state === 'live') return
  if (link.state === 'lost' && before.state === 'lost') return
  linkStore.setState({ link })
}

export const resetLink = (): void => linkStore.setState({ link: START.link })

/** Server time by the last clock messages, epoch ms. */
export const deskNowMs = (): number => Date.now() + linkStore.getState().offsetMs
