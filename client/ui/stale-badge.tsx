import { formatAge } from './format.ts'

type StaleBadgeProps = { readonly ageMs: number; readonly language?: 'zh' | 'en' }

/** How old a stale number is: `3 分钟前`. */
export function StaleBadge({ ageMs, language = 'zh' }: StaleBadgeProps) {
  const age = formatAge(ageMs, language)
  return (
    <span className="stale-badge" title={language === 'zh' ? `数据停在${age}` : `as of ${age}`}>
      {age}
    </span>
  )
}
