import type { Level, Quality, Status } from './definition.ts'

/** A checked measurement: of `indicator` at `place`, taken at `atMs`. Identified by those three. */
export type Reading = {
  readonly indicator: string
  /** `district`, a town code, or `grid:…` `point:…` `road:…` `enterprise:…`. */
  readonly place: string
  /** Epoch milliseconds, when it was measured. */
  readonly atMs: number
  /** Finite, in the indicator's unit. */
  readonly value: number
  readonly quality: Quality
  /** Who sent it: a feed's name, for provenance. */
  readonly source: string
  /** Epoch milliseconds, when it reached us. */
  readonly receivedAtMs: number
}

/** What is known now of one indicator at one place: measured, rolled up or derived. */
export type IndicatorValue = {
  readonly indicator: string
  readonly place: string
  /** `null`: no value (an input is missing, a divisor is 0). Never 0 for "unknown". */
  readonly value: number | null
  /** Newest input's time; `null` only when nothing was ever measured. */
  readonly atMs: number | null
  readonly receivedAtMs: number | null
  /** Worst input's quality. */
  readonly quality: Quality
  readonly source: string
  readonly status: Status
  readonly level: Level | null
  /** `measured` here, `rolled-up` from finer places, or `derived` by the formula. */
  readonly origin: 'measured' | 'rolled-up' | 'derived'
  /** For a roll-up: how many of the places known for it have a value in it. */
  readonly coverage?: { readonly reported: number; readonly known: number }
}

/** Key of a value in a table. Neither part contains a space. */
export const valueKey = (indicator: string, place: string): string => `${indicator} ${place}`
