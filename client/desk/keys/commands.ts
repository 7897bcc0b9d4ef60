import { createStore } from 'zustand/vanilla'
import type { Language } from '../../i18n/text.ts'

export const COMMAND_GROUPS = [
  'general',
  'queue',
  'order',
  'alarms',
  'walls',
  'duty',
  'emergency',
] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/** One thing an officer can do: by its key, by its name in the palette (Ctrl+K), and listed under `?`. */
export type Command = {
  readonly id: string
  readonly group: CommandGroup
  readonly label: Readonly<Record<Language, string>>
  /** In tinykeys' words, e.g. `j`, `Shift+A`, `g o`; never caught while somebody types. Left out: palette only. */
  readonly keys?: string
  /** Left out: always. */
  readonly when?: () => boolean
  readonly run: () => void
}

export const commandStore = createStore<{ readonly commands: readonly Command[] }>(() => ({
  commands: [],
}))

/** Adds a part's commands while the part is there. @returns the end of it */
export function registerCommands(commands: readonly Command[]): () => void {
  commandStore.setState((state) => ({ commands: [...state.commands, ...commands] }))
  const gone = new Set(commands)
  return () =>
    commandStore.setState((state) => ({
      commands: state.commands.filter((command) => !gone.has(command)),
    }))
}
