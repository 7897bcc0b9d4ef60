import { DENSE_FONT, DISPLAY_FONT, TEXT_FONT } from '../ui/theme.ts'
import type { ChartOption } from './look.ts'

const asked = new Set<string>()

/** All text that can be read in an option, without repeats. */
export function signsIn(option: ChartOption): string {
  const signs = new Set<string>()
  const visit = (value: unknown, depth: number): void => {
    if (depth > 8) return
    if (typeof value === 'string') for (const sign of value) signs.add(sign)
    else if (Array.isArray(value)) {
      if (typeof value[0] === 'number') return
      for (const item of value) visit(item, depth + 1)
    } else if (typeof value === 'object' && value !== null) {
      for (const item of Object.values(value)) visit(item, depth + 1)
    }
  }
  visit(option, 0)
  return [...signs].filter((sign) => sign.charCodeAt(0) > 0x7f).join('')
}

/**
 * Loads the faces a chart's text needs: drawing on a canvas does not fetch them by itself. Each sign is asked for once.
 *
 * @returns whether new faces arrived, so that the chart has to be drawn again
 */
export async function loadChartFonts(option: ChartOption): Promise<boolean> {
  const fresh = [...signsIn(option), ...'0123456789'].filter((sign) => !asked.has(sign))
  if (fresh.length === 0 || typeof document === 'undefined' || document.fonts === undefined) {
    return false
  }
  for (const sign of fresh) asked.add(sign)
  const text = fresh.join('')
  try {
    const faces = [TEXT_FONT, DENSE_FONT, DISPLAY_FONT]
    const loaded = await Promise.all(faces.map((face) => document.fonts.load(`16px ${face}`, text)))
    return loaded.some((list) => list.length > 0)
  } catch {
    // A face that cannot be fetched leaves the fallback of the font list.
    return false
  }
}
