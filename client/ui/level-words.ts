import type { Level } from '../../protocol/indicator/definition.ts'

export const LEVEL_WORDS: Record<Level, { readonly zh: string; readonly en: string }> = {
  red: { zh: '红', en: 'red' },
  orange: { zh: '橙', en: 'orange' },
  yellow: { zh: '黄', en: 'yellow' },
  blue: { zh: '蓝', en: 'blue' },
}
