import { expect, test } from 'vitest'
import type { Principal } from '../../protocol/access/role.ts'
import type { WallReport } from '../../protocol/stream/events.ts'
import { createSeats, type SeatNews, SILENT_AFTER_MS } from './seats.ts'

const screen = (name: string, kind: Principal['kind'] = 'screen'): Principal => ({
  kind,
  name,
  roles: [kind === 'screen' ? 'screen' : 'operator'],
  department: null,
  wall: 'main',
})
const said = (over: Partial<WallReport> = {}): WallReport => ({
  wall: 'main',
  scenario: 'city-air',
  mode: 'normal',
  link: 'live',
  widthPx: 3840,
  heightPx: 1080,
  fps: 30,
  memoryMb: 90,
  build: 'abc',
  clockOffsetMs: 1,
  applied: 1,
  ...over,
})

function aRoom() {
  const news: SeatNews[] = []
  const seats = createSeats((each) => news.push(each))
  const shown = () => seats.of('main').map(({ name, part, state }) => `${name} ${part} ${state}`)
  return { seats, news, shown, kinds: () => news.map(({ kind }) => kind) }
}

test('a screen whose tab was killed stays on the list as lost, and its time away is told when it is back', () => {
  const { seats, shown, news, kinds } = aRoom()
  seats.report('a', screen('screen:1'), said({ part: '0,0/2,1' }), 1_000)
  seats.report('b', screen('screen:1'), said({ part: '1,0/2,1' }), 1_000)
  seats.gone('a', 5_000)
  expect(shown()).toEqual(['screen:1 1,0/2,1 here', 'screen:1 0,0/2,1 lost'])
  seats.report('c', screen('screen:1'), said({ part: '0,0/2,1' }), 9_000)
  expect(shown()).toEqual(['screen:1 1,0/2,1 here', 'screen:1 0,0/2,1 here'])
  expect(kinds()).toEqual(['lost', 'back'])
  expect(news[1]?.awayMs).toBe(4_000)
})

test('a page that was closed on purpose, and one that a person had open, are not waited for', () => {
  const { seats, shown, kinds } = aRoom()
  seats.report('a', screen('screen:1'), said(), 1_000)
  seats.report('a', screen('screen:1'), said({ leaving: true }), 2_000)
  seats.gone('a', 2_001)
  seats.report('b', screen('operator', 'user'), said(), 1_000)
  seats.gone('b', 2_000)
  expect(shown()).toEqual([])
  expect(kinds()).toEqual([])
})

test('a screen that is connected and says nothing is silent, once, until it speaks again', () => {
  const { seats, shown, kinds, news } = aRoom()
  seats.report('a', screen('screen:1'), said(), 1_000)
  seats.look(1_000 + SILENT_AFTER_MS)
  expect(shown()).toEqual(['screen:1 undefined here'])
  seats.look(1_001 + SILENT_AFTER_MS)
  seats.look(2_001 + SILENT_AFTER_MS)
  expect(shown()).toEqual(['screen:1 undefined silent'])
  seats.report('a', screen('screen:1'), said(), 31_000)
  expect(shown()).toEqual(['screen:1 undefined here'])
  expect(kinds()).toEqual(['silent', 'back'])
  expect(news[1]?.awayMs).toBe(30_000)
})

test('a second tab of the same seat does not make the first one lost, and a revoked screen is forgotten', () => {
  const { seats, shown } = aRoom()
  seats.report('a', screen('screen:1'), said(), 1_000)
  seats.report('b', screen('screen:1'), said(), 1_000)
  seats.gone('a', 2_000)
  expect(shown()).toEqual(['screen:1 undefined here'])
  seats.gone('b', 3_000)
  expect(shown()).toEqual(['screen:1 undefined lost'])
  seats.forget('screen:1')
  expect(shown()).toEqual([])
})
