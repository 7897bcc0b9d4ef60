import { CATEGORIES, LEVELS } from '../../protocol/indicator/definition.ts'
import { DAY, DENSE_FONT, DISPLAY_FONT, NIGHT, TEXT_FONT, type Theme } from './theme.ts'

/** Writes the tokens as custom properties, so that CSS and canvas take their colours from one place. */
export function applyTheme(theme: Theme, root: HTMLElement): void {
  const set = (name: string, value: string): void => root.style.setProperty(`--${name}`, value)
  set('ground', theme.ground)
  set('panel', theme.panel)
  set('hairline', theme.hairline)
  set('ink', theme.ink)
  set('ink-second', theme.inkSecond)
  set('ink-quiet', theme.inkQuiet)
  set('good', theme.good)
  set('bad', theme.bad)
  for (const level of LEVELS) set(`level-${level}`, theme.level[level])
  for (const category of CATEGORIES) set(`accent-${category}`, theme.accent[category])
  set('font-display', DISPLAY_FONT)
  set('font-dense', DENSE_FONT)
  set('font-text', TEXT_FONT)
  root.dataset['theme'] = theme.name
  root.style.colorScheme = theme.name === 'day' ? 'light' : 'dark'
}

export const themeNamed = (name: string | null): Theme => (name === 'day' ? DAY : NIGHT)
