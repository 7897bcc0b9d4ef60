import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { DISTRICT } from '../../protocol/place/place.ts'
import { useLanguage, useText } from '../i18n/text.ts'
import { catalogStore } from '../stores/catalog.ts'
import { IndicatorNumber } from '../ui/indicator-number.tsx'

/** What the header shows of the weather, where the catalog has it. Each is watched on its own topic. */
export const WEATHER = [
  { id: 'safety.weather.temperature-max', label: 'temperature' },
  { id: 'safety.weather.rain.hour-max', label: 'rain' },
  { id: 'safety.weather.gust-max', label: 'gust' },
] as const

/** The weather indicators as numbers like any other: they go stale and tell their origin. */
export function Weather(): ReactElement | null {
  const text = useText()
  const language = useLanguage()
  const indicators = useStore(catalogStore, (state) => state.indicators)
  const known = WEATHER.filter(({ id }) => indicators.has(id))
  if (known.length === 0) return null
  return (
    <p className="weather">
      {known.map(({ id, label }) => {
        const definition = indicators.get(id)
        return (
          <span key={id} className="weather-item">
            {text.weather[label]} <IndicatorNumber indicator={id} place={DISTRICT} size="dense" />
            <span className="weather-unit">
              {language === 'zh' ? definition?.unit : definition?.unit_en}
            </span>
          </span>
        )
      })}
    </p>
  )
}
