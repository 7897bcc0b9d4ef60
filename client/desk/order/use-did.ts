import { isOrderAction, isOrderEcho } from '../../../protocol/order/table.ts'
import { ACTION_WORDS, ECHO_WORDS } from '../../i18n/action-words.ts'
import { useWords } from '../../i18n/part-words.ts'

/** What somebody did, by the name of the event; a name of a newer server stands for itself. */
export function useDid(): (action: string) => string {
  const actions = useWords(ACTION_WORDS)
  const echoes = useWords(ECHO_WORDS)
  return (action) => {
    if (isOrderAction(action)) return actions[action].did
    return isOrderEcho(action) ? echoes[action] : action
  }
}
