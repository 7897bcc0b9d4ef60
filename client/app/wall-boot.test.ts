import { expect, test } from 'vitest'
import { ApiProblem } from '../data/api.ts'
import { type Boot, bootWall } from './wall-boot.ts'

async function boot(answers: (ApiProblem | null)[]): Promise<{ shown: Boot[]; waits: number[] }> {
  const shown: Boot[] = []
  const waits: number[] = []
  await bootWall({
    load: async () => {
      const answer = answers.shift()
      if (answer instanceof ApiProblem) throw answer
    },
    wait: async (ms) => {
      waits.push(ms)
    },
    show: (next) => shown.push(next),
    stopped: () => false,
  })
  return { shown, waits }
}

test('a wall whose server is away asks again with growing patience, then starts', async () => {
  const away = new ApiProblem(0, 'UNREACHABLE')
  const { shown, waits } = await boot([away, new ApiProblem(503, 'NOT_READY'), null])
  expect(waits).toEqual([1_000, 2_000])
  expect(shown.at(-1)).toEqual({ state: 'ready' })
})

test('a wall that the server does not know is paired', async () => {
  expect((await boot([new ApiProblem(401, 'UNAUTHENTICATED')])).shown.at(-1)).toEqual({
    state: 'pairing',
  })
})
