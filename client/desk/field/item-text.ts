import { ACTION_WORDS } from '../../i18n/action-words.ts'
import { wordsIn } from '../../i18n/part-words.ts'
import type { Language } from '../../i18n/text.ts'
import { argLines } from '../order/args-text.ts'
import { ORDER_WORDS } from '../order/order-words.ts'
import { OFFLINE_WORDS } from './offline-words.ts'
import type { OutAct, OutItem } from './out-item.ts'

const CLOCK = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
const DAY_AND_CLOCK = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})
const HALF_DAY_MS = 43_200_000

/** Time of the day; with the day where it is not today's. */
export const clockText = (ms: number, nowMs: number): string =>
  (Math.abs(nowMs - ms) < HALF_DAY_MS ? CLOCK : DAY_AND_CLOCK).format(ms)

type Names = { readonly language: Language; readonly department: (code: string) => string }

/** What an act that waits says, one line each. */
export const actLines = ({ args }: Pick<OutAct, 'args'>, names: Names): string[] =>
  argLines(args, names, wordsIn(ORDER_WORDS, names.language)).map(
    ({ name, text }) => `${name}: ${text}`,
  )

/** What something that waits is called. */
export function itemName(item: OutItem, language: Language): string {
  const text = wordsIn(OFFLINE_WORDS, language)
  return item.kind === 'act'
    ? wordsIn(ACTION_WORDS, language)[item.action].name
    : text.kinds[item.kind]
}

/** The text under which an act that cannot be done any more stays on its order. */
export function asCommentText(item: OutAct, names: Names, nowMs: number): string {
  const text = wordsIn(OFFLINE_WORDS, names.language)
  const head = text.commentOf(itemName(item, names.language), clockText(item.atMs, nowMs))
  return [head, ...actLines(item, names)].join('\n')
}
