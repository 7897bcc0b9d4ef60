import { expect, test } from 'vitest'
import { ORDER_ARGS } from '../../../protocol/order/args.ts'
import { ORDER_ACTIONS, ORDER_ECHOES } from '../../../protocol/order/table.ts'
import { ACTION_WORDS, ECHO_WORDS } from '../../i18n/action-words.ts'
import { FIELD_WORDS, fieldName, valueName } from './field-words.ts'
import { fieldsOf } from './form-model.ts'
import { ORDER_WORDS } from './order-words.ts'
import { reasonText } from './refusal-text.ts'

const LANGUAGES = ['zh', 'en'] as const
const HAN = /\p{Script=Han}/u
const forms = Object.keys(ORDER_ARGS) as (keyof typeof ORDER_ARGS)[]

test('every act has its own name in both languages, and what somebody did', () => {
  for (const action of ORDER_ACTIONS) {
    expect(ACTION_WORDS.zh[action].name, action).toMatch(HAN)
    expect(ACTION_WORDS.zh[action].did, action).toMatch(HAN)
    expect(ACTION_WORDS.en[action].name, action).toMatch(/^[A-Z][^\p{Script=Han}]+$/u)
    expect(ACTION_WORDS.en[action].did, action).toMatch(/^[a-z][^\p{Script=Han}]+$/u)
  }
  for (const language of LANGUAGES) {
    const names = ORDER_ACTIONS.map((action) => ACTION_WORDS[language][action].name)
    expect(new Set(names).size).toBe(ORDER_ACTIONS.length)
  }
  for (const echo of ORDER_ECHOES) {
    expect(ECHO_WORDS.zh[echo]).toMatch(HAN)
    expect(ECHO_WORDS.en[echo]).toMatch(/^[a-z][^\p{Script=Han}]+$/u)
  }
})

test('every argument of every act is called something in both languages', () => {
  for (const action of forms) {
    for (const { name } of fieldsOf(action)) {
      expect(fieldName(FIELD_WORDS.zh, name), `${action}.${name}`).toMatch(HAN)
      expect(fieldName(FIELD_WORDS.en, name), `${action}.${name}`).not.toBe(name)
    }
  }
})

test('every value that an argument may be chosen from means something in both languages', () => {
  let chosen = 0
  for (const action of forms) {
    for (const { name, options } of fieldsOf(action)) {
      for (const option of options) {
        chosen += 1
        for (const language of LANGUAGES) {
          expect(valueName(FIELD_WORDS[language], name, option), `${action}.${name}`).not.toBeNull()
        }
      }
    }
  }
  // Rulings, classes of suspension, levels of supervision, results of a call-back.
  expect(chosen).toBe(3 + 4 + 3 + 5)
})

test('the server’s reasons with numbers in them are said in words', () => {
  expect(reasonText(ORDER_WORDS.zh, 'later than 90 days')).toBe('不能晚于 90 天')
  expect(reasonText(ORDER_WORDS.zh, 'more than 50 m away')).toBe('距工单位置超过 50 米')
  expect(reasonText(ORDER_WORDS.en, 'own-work')).toBe('nobody judges or checks his own work')
  expect(reasonText(ORDER_WORDS.zh, 'constructor')).toBe('constructor')
})
