import { tinykeys } from 'tinykeys'
import { deskStore } from '../desk-store.ts'
import { fieldStore } from '../field/field-store.ts'
import { type Command, commandStore } from './commands.ts'

const TYPING = 'input, textarea, select, [contenteditable="true"], [role="combobox"]'

/** Whether a key is text on its way into a field, or an input method is composing it. */
export const isTyping = (event: KeyboardEvent): boolean =>
  event.isComposing ||
  event.keyCode === 229 ||
  (event.target instanceof Element && event.target.closest(TYPING) !== null)

/** Enter on a button or a link that has the focus is that button's or link's own. */
const isPressing = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' &&
  event.target instanceof Element &&
  event.target.closest('button, a[href], summary') !== null

/** Keys with Ctrl or ⌘ are nobody's text. */
const isChord = (keys: string): boolean => keys.includes('$mod') || keys.includes('Control')

/** A sign that one layout gives with Shift another gives without. */
const variantsOf = (keys: string): string[] =>
  /^Shift\+[^A-Za-z]$/.test(keys) ? [keys, keys.slice('Shift+'.length)] : [keys]

/** How many presses one after another: 2 for `g o`. */
const pressesOf = (keys: string): number => keys.split(' ').length

const mayRun = (command: Command): boolean => command.when?.() ?? true

/**
 * Listens for the keys of all registered commands. While a dialog is open its own keys alone count; while somebody types,
 * only chords do.
 *
 * @returns the end of it
 */
export function listenForKeys(target: Window): () => void {
  let end = (): void => undefined
  const bind = (): void => {
    end()
    const byKeys = new Map<string, Command[]>()
    for (const command of commandStore.getState().commands) {
      if (command.keys === undefined) continue
      for (const keys of variantsOf(command.keys)) {
        byKeys.set(keys, [...(byKeys.get(keys) ?? []), command])
      }
    }
    // The second key of two is no key of its own: pairs are asked first, and an event that one of them took is spent.
    const spent = new WeakSet<Event>()
    const pairsFirst = [...byKeys].sort(([a], [b]) => pressesOf(b) - pressesOf(a))
    const bindings = pairsFirst.map(([keys, commands]) => [
      keys,
      (event: KeyboardEvent): void => {
        if (deskStore.getState().dialog.kind !== 'none' || fieldStore.getState().list !== 'closed')
          return
        if ((isTyping(event) || isPressing(event)) && !isChord(keys)) return
        if (spent.has(event)) return
        // The newest part that is there has the key.
        const command = commands.findLast(mayRun)
        if (command === undefined) return
        spent.add(event)
        event.preventDefault()
        command.run()
      },
    ])
    end = tinykeys(target, Object.fromEntries(bindings))
  }
  bind()
  const stop = commandStore.subscribe(bind)
  return () => {
    stop()
    end()
  }
}
