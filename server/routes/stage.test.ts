import { expect, test } from 'vitest'
import { requireCatalog } from '../../scenarios/load.ts'
import { loadStages } from '../../scenarios/load-stages.ts'
import { createDutyLog } from '../duty/log.ts'
import { missingValue } from '../indicators/missing.ts'
import { createCityStage } from '../stage/city-stage.ts'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { anApp } from '../testing/an-app.ts'
import { stageRoutes } from './stage.ts'

const NOW = Date.UTC(2024, 5, 7, 1)
const loaded = await requireCatalog()
const { stages } = await loadStages(loaded)

async function aStageApp() {
  const store = createMemoryStore()
  const nowMs = (): number => NOW
  const city = await createCityStage({
    store,
    stages,
    catalog: { current: () => loaded },
    live: {
      value: (indicator, place) => missingValue(indicator, place, null),
      standingAlarms: () => [],
    },
    emergencies: () => [],
    log: createDutyLog(store, nowMs),
    nowMs,
  })
  const { app, signIn } = await anApp(store, {
    api: async (api) => {
      await api.register(stageRoutes, { city })
    },
  })
  return async (user: string | null, method: 'GET' | 'POST', path: string, payload?: object) =>
    app.inject({
      method,
      url: `/api/v1${path}`,
      headers: user === null ? {} : await signIn(user),
      ...(payload === undefined ? {} : { payload }),
    })
}

const UNTIL = '2024-06-07T12:00:00+08:00'

test('whoever reads the city reads its stage and the criteria; a stranger does not', async () => {
  const ask = await aStageApp()
  expect((await ask(null, 'GET', '/stage')).statusCode).toBe(401)
  expect((await ask('operator', 'GET', '/stage')).json()).toMatchObject({
    stage: 1,
    name_en: 'Normal',
    level: null,
    reasons: [],
    override: null,
  })
  expect((await ask('handler-urban', 'GET', '/stages')).json()).toEqual({
    stages: stages.stages,
    forget_after: stages.forget_after,
    nextCursor: null,
  })
})

test('the supervisor and the leader set it by hand; the duty officer and the operator may not', async () => {
  const ask = await aStageApp()
  const override = { stage: 3, reason: '泄洪通报', until: UNTIL }
  for (const user of ['duty', 'operator', 'checker', 'handler-urban']) {
    expect((await ask(user, 'POST', '/stage/override', override)).statusCode).toBe(403)
    expect((await ask(user, 'POST', '/stage/release', { reason: '无' })).statusCode).toBe(403)
  }
  const set = await ask('supervisor', 'POST', '/stage/override', override)
  expect(set.statusCode).toBe(200)
  expect(set.json()).toMatchObject({
    stage: 3,
    computed: 1,
    override: { by: 'supervisor', until: '2024-06-07T04:00:00.000Z' },
  })
  expect((await ask('operator', 'GET', '/stage')).json()).toEqual(set.json())
  const given = await ask('leader', 'POST', '/stage/release', { reason: '解除' })
  expect(given.json()).toMatchObject({ stage: 1, override: null })
  expect((await ask('leader', 'POST', '/stage/release', { reason: '解除' })).statusCode).toBe(404)
})

test.each([
  [{ stage: 6, reason: '无', until: UNTIL }, 'MALFORMED'],
  [{ stage: 3, reason: '  ', until: UNTIL }, 'MALFORMED'],
  [{ stage: 3, reason: '无' }, 'MALFORMED'],
  [{ stage: 3, reason: '无', until: 'noon' }, 'BAD_TIME'],
  [{ stage: 3, reason: '无', until: '2024-06-07T08:00:00+08:00' }, 'MALFORMED'],
  [{ stage: 3, reason: '无', until: '2024-07-07T08:00:00+08:00' }, 'MALFORMED'],
])('%j is refused as %s', async (body, code) => {
  const ask = await aStageApp()
  const answer = await ask('leader', 'POST', '/stage/override', body)
  expect(answer.json().code).toBe(code)
  expect((await ask('leader', 'GET', '/stage')).json().override).toBeNull()
})
