import { createTheme } from '@mantine/core'

/**
 * Mantine in the design's own colours: its greys are our inks, and no colour of its own is used, because red, orange,
 * yellow and blue mean the four levels.
 */
export const DESK_THEME = createTheme({
  primaryColor: 'gray',
  primaryShade: { light: 8, dark: 3 },
  autoContrast: true,
  defaultRadius: 4,
  fontFamily: 'var(--font-text)',
  headings: { fontFamily: 'var(--font-text)' },
  components: {
    // The list itself scrolls: a scrolling box between a field and its list would be one that no key reaches.
    Select: {
      defaultProps: {
        withScrollArea: false,
        styles: { options: { maxHeight: 260, overflowY: 'auto' } },
      },
    },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, centered: true } },
  },
})
