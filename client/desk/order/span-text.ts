import type { Language } from '../../i18n/text.ts'
import { spanOf } from '../queue/lamp.ts'

/** A length of time in its two largest units: `3 小时 20 分`. */
export function spanText(ms: number, language: Language): string {
  const zh = language === 'zh'
  const span = spanOf(ms)
  if (span.unit === 'days') {
    return zh ? `${span.days} 天 ${span.hours} 小时` : `${span.days} d ${span.hours} h`
  }
  if (span.unit === 'hours') {
    return zh ? `${span.hours} 小时 ${span.minutes} 分` : `${span.hours} h ${span.minutes} min`
  }
  if (span.unit === 'minutes') return zh ? `${span.minutes} 分` : `${span.minutes} min`
  return zh ? `${span.seconds} 秒` : `${span.seconds} s`
}

const two = (n: number): string => String(n).padStart(2, '0')

/** Time left with its seconds, as it ticks: `1:02:05`, `-0:00:09`; whole days stand before it. */
export function tickText(ms: number, language: Language): string {
  // A clock that is not yet due never shows 0:00:00 for its whole last second.
  const seconds = ms < 0 ? Math.floor(-ms / 1_000) : Math.ceil(ms / 1_000)
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3_600)
  const rest = `${hours}:${two(Math.floor((seconds % 3_600) / 60))}:${two(seconds % 60)}`
  const whole = days === 0 ? '' : language === 'zh' ? `${days} 天 ` : `${days} d `
  return `${ms < 0 ? '-' : ''}${whole}${rest}`
}
