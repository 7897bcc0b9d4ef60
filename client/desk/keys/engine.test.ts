import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { resetDesk, showDialog } from '../desk-store.ts'
import { type Command, registerCommands } from './commands.ts'
import { listenForKeys } from './engine.ts'
import { shownKeys } from './key-words.ts'

const command = (id: string, keys: string, run: () => void, when?: () => boolean): Command => ({
  id,
  keys,
  group: 'general',
  label: { zh: id, en: id },
  run,
  ...(when === undefined ? {} : { when }),
})
const ends: (() => void)[] = []
beforeEach(() => {
  ends.push(listenForKeys(window))
})
afterEach(() => {
  for (const end of ends.splice(0)) end()
  document.body.innerHTML = ''
  resetDesk()
})

const press = (key: string, target: EventTarget = document.body, init: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...init }))

test('a key runs its command, and none once the part has gone', () => {
  const run = vi.fn()
  const end = registerCommands([command('a', 'j', run)])
  press('j')
  expect(run).toHaveBeenCalledTimes(1)
  end()
  press('j')
  expect(run).toHaveBeenCalledTimes(1)
})

test('text is not taken for keys, chords are keys everywhere, and a composing method is left alone', () => {
  const [run, chord] = [vi.fn(), vi.fn()]
  ends.push(registerCommands([command('a', 'j', run), command('b', 'Control+k', chord)]))
  const input = document.createElement('input')
  document.body.append(input)
  press('j', input)
  expect(run).not.toHaveBeenCalled()
  press('k', input, { ctrlKey: true })
  expect(chord).toHaveBeenCalledTimes(1)
  press('j', document.body, { isComposing: true })
  expect(run).not.toHaveBeenCalled()
})

test('Enter on a focused button or link is its own, another key there is a command', () => {
  const [enter, run] = [vi.fn(), vi.fn()]
  ends.push(registerCommands([command('a', 'Enter', enter), command('b', 'j', run)]))
  const [button, link] = [document.createElement('button'), document.createElement('a')]
  link.href = '#'
  document.body.append(button, link)
  press('Enter', button)
  press('Enter', link)
  expect(enter).not.toHaveBeenCalled()
  press('j', button)
  press('Enter')
  expect([enter.mock.calls.length, run.mock.calls.length]).toEqual([1, 1])
})

test('of commands with one key the newest that is there has it', () => {
  const [older, newer] = [vi.fn(), vi.fn()]
  let isThere = false
  ends.push(registerCommands([command('a', 'c', older), command('b', 'c', newer, () => isThere)]))
  press('c')
  isThere = true
  press('c')
  expect([older.mock.calls.length, newer.mock.calls.length]).toEqual([1, 1])
})

test('the second key of two does not run what it runs alone, whichever was there first', () => {
  const [alone, pair] = [vi.fn(), vi.fn()]
  ends.push(registerCommands([command('a', 'e', alone), command('b', 'g e', pair)]))
  press('g')
  press('e')
  expect([alone.mock.calls.length, pair.mock.calls.length]).toEqual([0, 1])
  press('e')
  expect([alone.mock.calls.length, pair.mock.calls.length]).toEqual([1, 1])
})

test('while a dialog is open the desk’s keys rest', () => {
  const run = vi.fn()
  ends.push(registerCommands([command('a', 'j', run)]))
  showDialog({ kind: 'keys' })
  press('j')
  expect(run).not.toHaveBeenCalled()
})

test('a sign is the same with Shift and without: keyboards differ', () => {
  const run = vi.fn()
  ends.push(registerCommands([command('a', 'Shift+?', run)]))
  press('?')
  press('?', document.body, { shiftKey: true })
  expect(run).toHaveBeenCalledTimes(2)
})

test('keys are shown as people read them', () => {
  expect(shownKeys('$mod+k')).toBe('Ctrl k')
  expect(shownKeys('g o')).toBe('g, o')
  expect(shownKeys('Shift+?')).toBe('?')
})
