import { words } from '../../i18n/part-words.ts'

/** What the palette and the list of keys say. */
export const KEY_WORDS = words({
  zh: {
    keys: '全部快捷键',
    close: '关闭',
    palette: '输入命令、工单编号或标题、场景',
    nothing: '没有匹配的命令或工单',
    orders: '工单',
    scenarios: '大屏场景',
    showOn: (name: string): string => `在主屏显示:${name}`,
    groups: {
      general: '通用',
      queue: '工单队列',
      order: '当前工单',
      alarms: '告警',
      walls: '大屏',
      duty: '值班',
      emergency: '战时',
    },
    paletteOnly: '仅命令面板',
  },
  en: {
    keys: 'All keys',
    close: 'Close',
    palette: 'A command, an order by number or title, a scenario',
    nothing: 'No such command or order',
    orders: 'Orders',
    scenarios: 'Scenarios on the wall',
    showOn: (name: string): string => `Show on the main wall: ${name}`,
    groups: {
      general: 'General',
      queue: 'Queue',
      order: 'Open order',
      alarms: 'Alarms',
      walls: 'Walls',
      duty: 'Duty room',
      emergency: 'Emergency',
    },
    paletteOnly: 'palette only',
  },
})

const SHOWN: Readonly<Record<string, string>> = {
  $mod: 'Ctrl',
  Enter: '↵',
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
}

/** Keys as people read them: `$mod+k` as `Ctrl K`, `g o` as `g, o`. */
export const shownKeys = (keys: string): string =>
  keys
    .split(' ')
    .map((press) =>
      press
        .split('+')
        .filter((part) => part !== 'Shift' || !press.endsWith('?'))
        .map((part) => SHOWN[part] ?? part)
        .join(' '),
    )
    .join(', ')
