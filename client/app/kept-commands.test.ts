import { describe, expect, test } from 'vitest'
import type { WallCommand } from '../../protocol/stream/events.ts'
import { wanted } from './kept-commands.ts'

const show: WallCommand = { command: 'show', scenario: 'a' }
const mode: WallCommand = { command: 'mode', mode: 'emergency' }
const state = { seq: 4, commands: [show, mode] }
const page = { first: true, asked: false, applied: 0, kept: null }

describe('kept wall commands', () => {
  test('are carried out when a screen is opened without a scenario in its address', () => {
    expect(wanted(state, page)).toEqual([show, mode])
  })

  test('give way to the address on a screen that has seen them all, except for the mode', () => {
    expect(wanted(state, { ...page, asked: true, kept: 4 })).toEqual([mode])
    expect(wanted(state, { ...page, asked: true })).toEqual([mode])
  })

  test('win over the address when they came while the screen was away', () => {
    expect(wanted(state, { ...page, asked: true, kept: 3 })).toEqual([show, mode])
  })

  test('are not carried out again when the link returns with nothing new', () => {
    expect(wanted(state, { ...page, first: false, applied: 4 })).toEqual([])
  })

  test('are carried out one by one as they come, and all together when some were missed', () => {
    expect(wanted(state, { ...page, first: false, applied: 3 })).toEqual([mode])
    expect(wanted(state, { ...page, first: false, applied: 2 })).toEqual([show, mode])
  })
})
