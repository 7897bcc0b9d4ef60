import { formatMoment, localTime } from '../ui/format.ts'
import type { Language, Text } from './text.ts'

const two = (n: number): string => String(n).padStart(2, '0')

/** `15:42:07` in the district's own time. */
export function formatSeconds(atMs: number): string {
  const { hour, minute, second } = localTime(atMs)
  return `${two(hour)}:${two(minute)}:${two(second)}`
}

/** `2026年11月23日 星期一` or `Mon 2026-11-23`. */
export function formatDate(atMs: number, language: Language, text: Text): string {
  const { year, month, day, weekday } = localTime(atMs)
  const name = text.weekdays[weekday] ?? ''
  return language === 'zh'
    ? `${year}年${month}月${day}日 星期${name}`
    : `${name} ${year}-${two(month)}-${two(day)}`
}

/** `2026-11-23 15:42:07`, where the exact moment counts. */
export function formatExact(atMs: number): string {
  const { year, month, day } = localTime(atMs)
  return `${year}-${two(month)}-${two(day)} ${formatSeconds(atMs)}`
}

/** Like `formatMoment`, for the wire's ISO time; null when it cannot be read. */
export function formatSince(at: string, nowMs: number): string | null {
  const atMs = Date.parse(at)
  return Number.isNaN(atMs) ? null : formatMoment(atMs, nowMs)
}

/** A span in its largest fitting unit: `42 秒`, `3 分钟`, `2 小时`, `5 天`. */
export function formatSpan(ms: number, text: Text): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return text.ageSeconds(seconds)
  if (seconds < 3600) return text.ageMinutes(Math.floor(seconds / 60))
  if (seconds < 172_800) return text.ageHours(Math.floor(seconds / 3600))
  return text.ageDays(Math.floor(seconds / 86_400))
}
