import type { CategoryId, Level } from '../../protocol/indicator/definition.ts'

/**
 * The design's tokens, once, for canvas (charts, map) and for CSS: `applyTheme` writes them as custom properties.
 * Red, orange, yellow and blue are the four warning levels and nothing else.
 */
export type Theme = {
  readonly name: 'night' | 'day'
  readonly ground: string
  readonly panel: string
  readonly hairline: string
  readonly ink: string
  readonly inkSecond: string
  readonly inkQuiet: string
  readonly level: Record<Level, string>
  readonly accent: Record<CategoryId, string>
  /** Calm good / bad for changes: told apart by arrow and word, never by the level colours. */
  readonly good: string
  readonly bad: string
  /** One perceptual ramp for quantities on the map, low to high. */
  readonly ramp: readonly string[]
  /** Two-sided quantities. */
  readonly diverging: readonly string[]
  /** At most six series or kinds, apart for protan, deutan and tritan eyes. */
  readonly series: readonly string[]
}

export const NIGHT: Theme = {
  name: 'night',
  ground: '#0a0f16',
  panel: 'rgb(16 24 34 / 0.72)',
  hairline: 'rgb(226 236 242 / 0.10)',
  ink: '#eef3f6',
  inkSecond: '#b3bdc5',
  inkQuiet: '#88939d',
  level: { red: '#E5484D', orange: '#FF9A3D', yellow: '#FFE45C', blue: '#4AA3FF' },
  accent: {
    map: '#7FD1E8',
    economy: '#E8C27F',
    city: '#7FE0B0',
    safety: '#B9A6F2',
    society: '#F2A6B9',
  },
  good: '#9fd8c4',
  bad: '#d9b3ae',
  ramp: ['#16324f', '#1f5578', '#2f7d9d', '#57a8bd', '#95cfd6', '#dff2f1'],
  diverging: ['#8a6fb0', '#5c5374', '#3a4350', '#3e6d74', '#7fc4bd'],
  series: ['#cfe3ea', '#6fb7c9', '#8f9fb5', '#b7a7d6', '#7cc7a4', '#d3b98a'],
}

export const DAY: Theme = {
  name: 'day',
  ground: '#eef1f3',
  panel: 'rgb(255 255 255 / 0.86)',
  hairline: 'rgb(20 34 48 / 0.14)',
  ink: '#10202c',
  inkSecond: '#3d4c58',
  inkQuiet: '#586774',
  level: { red: '#c2272d', orange: '#b85a00', yellow: '#7d6500', blue: '#0b62c4' },
  accent: {
    map: '#12708a',
    economy: '#85600f',
    city: '#13744a',
    safety: '#5f47ad',
    society: '#a33a57',
  },
  good: '#1d6b53',
  bad: '#8a3f38',
  ramp: ['#dceaf0', '#a9cfdb', '#74b0c3', '#428da6', '#226a86', '#0f4461'],
  diverging: ['#6b4f94', '#a79bbb', '#dfe3e6', '#8fb9b8', '#2e7f79'],
  series: ['#1f3e4e', '#2f8399', '#5f7086', '#7a66a8', '#2f8a63', '#95702a'],
}

export const DISPLAY_FONT = '"Oxanium Variable", "Noto Sans SC Variable", sans-serif'
export const DENSE_FONT = '"Roboto Condensed Variable", "Noto Sans SC Variable", sans-serif'
export const TEXT_FONT = '"Noto Sans SC Variable", "Roboto Condensed Variable", sans-serif'
