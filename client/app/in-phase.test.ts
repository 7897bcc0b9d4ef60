import { expect, test } from 'vitest'
import { phaseStartMs } from './in-phase.ts'

test('two screens whose pages were opened at different times are at the same phase of a pulse', () => {
  const serverMs = 1_700_000_000_350
  const phaseOf = (timelineMs: number): number =>
    timelineMs - phaseStartMs(timelineMs, serverMs, 1_000)
  expect([phaseOf(12_000), phaseOf(98_765.4)].map(Math.round)).toEqual([350, 350])
})
