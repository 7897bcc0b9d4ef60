import { deskStore, leaveOrder, showDialog, showView } from '../desk-store.ts'
import { SHELL_EMERGENCY_COMMANDS } from '../emergency/emergency-commands.ts'
import { INTAKE_COMMANDS } from '../intake/intake-commands.ts'
import { registerCommands } from '../keys/commands.ts'
import { openPalette } from '../keys/palette.tsx'
import { SEARCH_ID } from '../queue/filter-bar.tsx'
import {
  moveBy,
  moveToFirst,
  moveToLast,
  openNeighbour,
  openSelected,
  rowsPerPage,
  tickAndMove,
  tickSelected,
  untickAll,
} from '../queue/moves.ts'

const inQueue = (): boolean => deskStore.getState().view === 'orders'
const hasOpen = (): boolean => inQueue() && deskStore.getState().openId !== null

function search(): void {
  const focus = (): void => document.getElementById(SEARCH_ID)?.focus()
  if (inQueue()) focus()
  else {
    showView('orders')
    requestAnimationFrame(focus)
  }
}

/** Back to where one came from: first out of the ticks, then out of the order. */
function goBack(): void {
  if (deskStore.getState().tickedIds.size > 0) untickAll()
  else leaveOrder()
}

/** What the desk itself can do. @returns the end of it */
export const registerDeskCommands = (): (() => void) =>
  registerCommands([
    ...INTAKE_COMMANDS,
    {
      id: 'desk.log',
      group: 'duty',
      label: { zh: '记值班日志', en: 'Write into the duty log' },
      keys: 'l',
      run: () => showDialog({ kind: 'log' }),
    },
    {
      id: 'desk.palette',
      group: 'general',
      label: { zh: '命令面板', en: 'Command palette' },
      keys: '$mod+k',
      run: openPalette,
    },
    {
      id: 'desk.keys',
      group: 'general',
      label: { zh: '全部快捷键', en: 'All keys' },
      keys: 'Shift+?',
      run: () => showDialog({ kind: 'keys' }),
    },
    {
      id: 'desk.orders',
      group: 'general',
      label: { zh: '看工单', en: 'Show orders' },
      keys: 'g o',
      run: () => showView('orders'),
    },
    {
      id: 'desk.alarms',
      group: 'general',
      label: { zh: '看告警', en: 'Show alarms' },
      keys: 'g a',
      run: () => showView('alarms'),
    },
    {
      id: 'desk.walls',
      group: 'general',
      label: { zh: '看大屏', en: 'Show walls' },
      keys: 'g w',
      run: () => showView('walls'),
    },
    {
      id: 'desk.duty',
      group: 'general',
      label: { zh: '看值班室', en: 'Show the duty room' },
      keys: 'g d',
      run: () => showView('duty'),
    },
    ...SHELL_EMERGENCY_COMMANDS,
    {
      id: 'queue.map',
      group: 'queue',
      label: { zh: '打开或关闭工单地图', en: 'Show or hide the map of orders' },
      keys: 'm',
      when: () => deskStore.getState().openId === null,
      run: () => {
        const { isMapShown } = deskStore.getState()
        deskStore.setState({ view: 'orders', isMapShown: !isMapShown })
      },
    },
    {
      id: 'queue.search',
      group: 'queue',
      label: { zh: '查找工单', en: 'Search orders' },
      keys: '/',
      run: search,
    },
    {
      id: 'queue.down',
      group: 'queue',
      label: { zh: '下一行', en: 'Next row' },
      keys: 'j',
      when: inQueue,
      run: () => moveBy(1),
    },
    {
      id: 'queue.up',
      group: 'queue',
      label: { zh: '上一行', en: 'Row before' },
      keys: 'k',
      when: inQueue,
      run: () => moveBy(-1),
    },
    {
      id: 'queue.down-arrow',
      group: 'queue',
      label: { zh: '下一行(方向键)', en: 'Next row (arrow)' },
      keys: 'ArrowDown',
      when: inQueue,
      run: () => moveBy(1),
    },
    {
      id: 'queue.up-arrow',
      group: 'queue',
      label: { zh: '上一行(方向键)', en: 'Row before (arrow)' },
      keys: 'ArrowUp',
      when: inQueue,
      run: () => moveBy(-1),
    },
    {
      id: 'queue.page-down',
      group: 'queue',
      label: { zh: '下一页', en: 'Next page' },
      keys: 'PageDown',
      when: inQueue,
      run: () => moveBy(rowsPerPage()),
    },
    {
      id: 'queue.page-up',
      group: 'queue',
      label: { zh: '上一页', en: 'Page before' },
      keys: 'PageUp',
      when: inQueue,
      run: () => moveBy(-rowsPerPage()),
    },
    {
      id: 'queue.first',
      group: 'queue',
      label: { zh: '第一行', en: 'First row' },
      keys: 'Home',
      when: inQueue,
      run: moveToFirst,
    },
    {
      id: 'queue.last',
      group: 'queue',
      label: { zh: '最后一行', en: 'Last row' },
      keys: 'End',
      when: inQueue,
      run: moveToLast,
    },
    {
      id: 'queue.open',
      group: 'queue',
      label: { zh: '打开工单', en: 'Open the order' },
      keys: 'Enter',
      when: inQueue,
      run: openSelected,
    },
    {
      id: 'queue.tick',
      group: 'queue',
      label: { zh: '勾选', en: 'Tick' },
      keys: 'x',
      when: inQueue,
      run: tickSelected,
    },
    {
      id: 'queue.tick-down',
      group: 'queue',
      label: { zh: '勾选并下移', en: 'Tick and go down' },
      keys: 'Shift+J',
      when: inQueue,
      run: () => tickAndMove(1),
    },
    {
      id: 'queue.tick-up',
      group: 'queue',
      label: { zh: '勾选并上移', en: 'Tick and go up' },
      keys: 'Shift+K',
      when: inQueue,
      run: () => tickAndMove(-1),
    },
    {
      id: 'queue.batch',
      group: 'queue',
      label: { zh: '批量办理已勾选', en: 'Act on all ticked' },
      keys: 'b',
      when: () => deskStore.getState().tickedIds.size > 0,
      run: () => showDialog({ kind: 'batch' }),
    },
    {
      id: 'order.next',
      group: 'order',
      label: { zh: '打开下一件', en: 'Open the next one' },
      keys: ']',
      when: inQueue,
      run: () => openNeighbour(1),
    },
    {
      id: 'order.previous',
      group: 'order',
      label: { zh: '打开上一件', en: 'Open the one before' },
      keys: '[',
      when: inQueue,
      run: () => openNeighbour(-1),
    },
    {
      id: 'order.leave',
      group: 'order',
      label: { zh: '返回队列', en: 'Back to the queue' },
      keys: 'Escape',
      when: hasOpen,
      run: goBack,
    },
  ])
