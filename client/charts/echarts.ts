import {
  BarChart,
  GaugeChart,
  HeatmapChart,
  LineChart,
  PieChart,
  SankeyChart,
  ScatterChart,
  TreemapChart,
} from 'echarts/charts'
import {
  CalendarComponent,
  GraphicComponent,
  GridComponent,
  MarkLineComponent,
  VisualMapContinuousComponent,
} from 'echarts/components'
import { init, registerTheme, use } from 'echarts/core'
import { LabelLayout } from 'echarts/features'
import { CanvasRenderer } from 'echarts/renderers'
import { DAY, NIGHT, type Theme } from '../ui/theme.ts'

use([
  BarChart,
  CalendarComponent,
  CanvasRenderer,
  GaugeChart,
  GraphicComponent,
  GridComponent,
  HeatmapChart,
  LabelLayout,
  LineChart,
  MarkLineComponent,
  PieChart,
  SankeyChart,
  ScatterChart,
  TreemapChart,
  VisualMapContinuousComponent,
])

const themeOf = (theme: Theme) => ({
  color: [...theme.series],
  backgroundColor: 'transparent',
  textStyle: { color: theme.inkSecond },
})

for (const theme of [NIGHT, DAY]) registerTheme(theme.name, themeOf(theme))

export { init }
