import type { PanelWindow } from '../../protocol/scenario/scenario.ts'

/** What stands for a value that is not there. Never 0. */
export const NO_VALUE = '—'

const SHANGHAI_OFFSET_MS = 8 * 3_600_000
export const DAY_MS = 86_400_000
export const HOUR_MS = 3_600_000

/** The clock and calendar of Asia/Shanghai (no summer time) at a moment. `weekday`: 0 = Monday … 6 = Sunday. */
export type LocalTime = {
  readonly year: number
  /** 1..12 */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly weekday: number
}

export function localTime(atMs: number): LocalTime {
  const date = new Date(atMs + SHANGHAI_OFFSET_MS)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: (date.getUTCDay() + 6) % 7,
  }
}

/** Epoch ms of 00:00 in Shanghai on the day that holds `atMs`. */
export const startOfDayMs = (atMs: number): number =>
  Math.floor((atMs + SHANGHAI_OFFSET_MS) / DAY_MS) * DAY_MS - SHANGHAI_OFFSET_MS

/** Epoch ms of the first moment of a Shanghai month; `month` may run outside 1..12. */
export const startOfMonthMs = (year: number, month: number): number =>
  Date.UTC(year, month - 1, 1) - SHANGHAI_OFFSET_MS

const two = (n: number): string => String(n).padStart(2, '0')

/** `15:42` */
export function formatClock(atMs: number): string {
  const t = localTime(atMs)
  return `${two(t.hour)}:${two(t.minute)}`
}

/** `11-23` */
export function formatDay(atMs: number): string {
  const t = localTime(atMs)
  return `${two(t.month)}-${two(t.day)}`
}

/** `15:42` on the day of `nowMs`, `11-23 15:42` in its year, `2025-11-23` before. */
export function formatMoment(atMs: number, nowMs: number): string {
  if (startOfDayMs(atMs) === startOfDayMs(nowMs)) return formatClock(atMs)
  const year = localTime(atMs).year
  return year === localTime(nowMs).year
    ? `${formatDay(atMs)} ${formatClock(atMs)}`
    : `${year}-${formatDay(atMs)}`
}

/** How long ago, in the largest whole unit: `3 分钟前`. */
export function formatAge(ageMs: number, language: 'zh' | 'en' = 'zh'): string {
  const zh = language === 'zh'
  const seconds = Math.max(0, Math.floor(ageMs / 1000))
  if (seconds < 10) return zh ? '刚刚' : 'just now'
  if (seconds < 60) return zh ? `${seconds} 秒前` : `${seconds} s ago`
  if (seconds < 3600) {
    const minutes = Math.floor(seconds / 60)
    return zh ? `${minutes} 分钟前` : `${minutes} min ago`
  }
  if (seconds < 86_400) {
    const hours = Math.floor(seconds / 3600)
    return zh ? `${hours} 小时前` : `${hours} h ago`
  }
  const days = Math.floor(seconds / 86_400)
  return zh ? `${days} 天前` : `${days} d ago`
}

/**
 * A number for eyes: thousands separators, `precision` decimals, no negative zero.
 * Past 10¹⁵ the digits mean nothing on a screen, so it turns to powers of ten.
 */
export function formatNumber(value: number, precision: number): string {
  if (!Number.isFinite(value)) return NO_VALUE
  if (Math.abs(value) >= 1e15) return value.toExponential(2).replace('e+', '×10^')
  const text = Math.abs(value).toFixed(precision)
  const [whole = '0', decimals] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const body = decimals === undefined ? grouped : `${grouped}.${decimals}`
  return value < 0 && /[1-9]/.test(text) ? `-${body}` : body
}

export const formatValue = (value: number | null, precision: number): string =>
  value === null ? NO_VALUE : formatNumber(value, precision)

/** `+3`, `-0.5`, `0`: a difference, with its sign. */
export function formatDelta(delta: number, precision: number): string {
  const text = formatNumber(delta, precision)
  return delta > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** One way of writing all numbers of a unit on a panel: divide, and write `unit` beside. */
export type UnitScale = {
  readonly divisor: number
  readonly unit: string
  /** Decimals at this scale. */
  readonly precision: number
}

/** Units of things counted or money; measured quantities (℃, mm, 分钟) are never written in 万. */
const COUNTED =
  /^万?(件|个|家|人|起|处|条|项|次|台|户|辆|元|张|套|人次|批次|场|亩|户次|栋|宗|家次|笔|路|组|所|例|位|块|车次|盏|座|株|部|单|幢|类|t|m²|m³|㎡)$/

/** Whether values of this unit are things counted, so that shares of a total have a meaning. */
export const isCounted = (unit: string): boolean => COUNTED.test(unit) || unit.startsWith('亿')

/**
 * The scale that keeps a panel's numbers short, the same for all values of one unit:
 * from 100,000 on in 万, from 1,000,000,000 on in 亿.
 */
export function scaleFor(maxAbs: number, unit: string, precision: number): UnitScale {
  const plain: UnitScale = { divisor: 1, unit, precision }
  if (!COUNTED.test(unit) || !Number.isFinite(maxAbs)) return plain
  if (unit.startsWith('万')) {
    return maxAbs >= 1e5
      ? { divisor: 1e4, unit: `亿${unit.slice(1)}`, precision: Math.max(precision, 2) }
      : plain
  }
  if (maxAbs >= 1e9) return { divisor: 1e8, unit: `亿${unit}`, precision: 2 }
  if (maxAbs >= 1e5) return { divisor: 1e4, unit: `万${unit}`, precision: 1 }
  return plain
}

export const formatScaled = (value: number | null, scale: UnitScale): string =>
  value === null ? NO_VALUE : formatNumber(value / scale.divisor, scale.precision)

export const WINDOW_NAMES: Record<PanelWindow, { readonly zh: string; readonly en: string }> = {
  '1h': { zh: '近1小时', en: 'last hour' },
  '24h': { zh: '近24小时', en: 'last 24 h' },
  '7d': { zh: '近7天', en: 'last 7 days' },
  '30d': { zh: '近30天', en: 'last 30 days' },
  '12m': { zh: '近12个月', en: 'last 12 months' },
}
