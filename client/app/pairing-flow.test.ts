import { describe, expect, test } from 'vitest'
import { ApiProblem } from '../data/api.ts'
import { type PairingPorts, type PairingView, pairScreen } from './pairing-flow.ts'

const pairing = (code: string) => ({ id: `id-${code}`, code, pollToken: 'secret' })

/** Ports that answer from lists, in order; a problem in a list is thrown. */
function ports(
  begins: (string | ApiProblem)[],
  claims: ('pending' | 'enrolled' | ApiProblem)[],
): PairingPorts & { readonly views: PairingView[]; readonly waits: number[] } {
  const views: PairingView[] = []
  const waits: number[] = []
  const take = <T>(list: (T | ApiProblem)[]): T => {
    const next = list.shift()
    if (next === undefined) throw new Error('asked more often than expected')
    if (next instanceof ApiProblem) throw next
    return next
  }
  return {
    views,
    waits,
    begin: async () => pairing(take(begins)),
    claim: async () => take(claims),
    wait: async (ms) => {
      waits.push(ms)
    },
    show: (view) => views.push(view),
    stopped: () => false,
  }
}

describe('pairing a screen', () => {
  test('shows the code until somebody confirms it', async () => {
    const p = ports(['123456'], ['pending', 'pending', 'enrolled'])
    expect(await pairScreen('main', p)).toBe(true)
    expect(p.views).toEqual([{ state: 'waiting', code: '123456', renewed: false }])
  })

  test('that is confirmed at once shows no code', async () => {
    const p = ports(['123456'], ['enrolled'])
    expect(await pairScreen('main', p)).toBe(true)
    expect(p.views).toEqual([])
  })

  test('replaces an expired code and says so', async () => {
    const p = ports(
      ['111111', '222222'],
      ['pending', new ApiProblem(404, 'NOT_FOUND'), 'pending', 'enrolled'],
    )
    expect(await pairScreen('main', p)).toBe(true)
    expect(p.views.at(-1)).toEqual({ state: 'waiting', code: '222222', renewed: true })
  })

  test('waits longer each time while the server is away', async () => {
    const away = new ApiProblem(0, 'UNREACHABLE')
    const p = ports([away, away, away, '123456'], ['enrolled'])
    expect(await pairScreen('main', p)).toBe(true)
    expect(p.waits).toEqual([1_000, 2_000, 4_000])
    expect(p.views[0]).toEqual({ state: 'failed', retryInMs: 1_000 })
  })

  test('ends when there is no such wall', async () => {
    const p = ports([new ApiProblem(404, 'NOT_FOUND')], [])
    expect(await pairScreen('nowhere', p)).toBe(false)
    expect(p.views).toEqual([{ state: 'no-such-wall' }])
  })
})
