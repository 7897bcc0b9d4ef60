import { Modal } from '@mantine/core'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { closeDialog, deskStore } from '../desk-store.ts'
import { COMMAND_GROUPS, commandStore } from './commands.ts'
import { KEY_WORDS, shownKeys } from './key-words.ts'

/** Every command that is there now, by group, with its keys (`?`). */
export function KeysDialog(): ReactElement {
  const text = useWords(KEY_WORDS)
  const language = useLanguage()
  const commands = useStore(commandStore, (state) => state.commands)
  const opened = useStore(deskStore, (state) => state.dialog.kind === 'keys')
  return (
    <Modal
      opened={opened}
      onClose={closeDialog}
      title={text.keys}
      size="xl"
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <div className="keys-groups">
        {COMMAND_GROUPS.map((group) => {
          const own = commands.filter((command) => command.group === group)
          if (own.length === 0) return null
          return (
            <section key={group}>
              <h3>{text.groups[group]}</h3>
              <dl>
                {own.map(({ id, keys, label }) => (
                  <div key={id}>
                    <dt>{label[language]}</dt>
                    <dd>
                      {keys === undefined ? (
                        <span className="quiet">{text.paletteOnly}</span>
                      ) : (
                        <kbd>{shownKeys(keys)}</kbd>
                      )}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </div>
    </Modal>
  )
}
