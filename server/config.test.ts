import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConfigError, isLoopbackHost, readConfig } from './config.ts'

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env, '/srv')
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

test('without any variable the demo listens on loopback with its simulator', () => {
  expect(readConfig({}, '/srv')).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    profile: 'demo',
    dataDir: '/srv/data',
    simulator: true,
    feedToken: null,
    notifyUrl: null,
    mapApproval: null,
    mapTiles: null,
    emergencyAuto: true,
    tickMs: 200,
    trustProxy: [],
  })
})

test('production has no simulator unless somebody asks for it, and then it refuses', () => {
  expect(readConfig({ NZH_PROFILE: 'production', HOST: '0.0.0.0' }, '/srv').simulator).toBe(false)
  expect(problemsOf({ NZH_PROFILE: 'production', NZH_SIMULATOR: 'on' })).toHaveLength(1)
})

test.each([
  '0.0.0.0',
  '::',
  '10.0.0.5',
  '192.168.1.2',
  'wall.example',
  '128.0.0.1',
  '127.evil.example',
])('the demo refuses to listen on %s, which others can reach', (host) => {
  expect(problemsOf({ HOST: host })).toEqual([expect.stringContaining('loopback only')])
})

test.each(['127.0.0.1', '127.8.8.8', 'localhost', '::1', '[::1]'])('%s is loopback', (host) => {
  expect(isLoopbackHost(host)).toBe(true)
})

test('every mistake is told at once, one line each', () => {
  const problems = problemsOf({
    PORT: '99999',
    NZH_PROFILE: 'staging',
    NZH_TICK_MS: 'fast',
    NZH_FEED_TOKEN: 'two words',
    NZH_TRUST_PROXY: '10.0.0.0/8, everyone',
    NZH_ORIGINS: 'https://ok.example,ftp://bad.example',
    NZH_KEEP_RAW_DAYS: '-1',
    NZH_LOG_LEVEL: 'loud',
    DATABASE_URL: 'postgres://db/nzh',
    REDIS_URL: 'redis://cache',
  })
  expect(problems).toHaveLength(10)
  for (const line of problems) expect(line).not.toContain('\n')
  expect(problems.join('\n')).not.toContain('postgres://')
})

test('a short feed token will do on loopback only', () => {
  expect(readConfig({ NZH_FEED_TOKEN: 'short' }, '/srv').feedToken).toBe('short')
  expect(
    problemsOf({ NZH_FEED_TOKEN: 'short', HOST: '0.0.0.0', NZH_PROFILE: 'production' }),
  ).toEqual(['NZH_FEED_TOKEN: must have at least 16 characters on 0.0.0.0'])
})

test('an empty variable is a variable that was not set', () => {
  expect(readConfig({ HOST: '', PORT: ' ', DATABASE_URL: '' }, '/srv').port).toBe(8080)
})

test('whatever stands in PORT, the answer is a port or one line about it', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const problems = problemsOf({ PORT: text })
      if (problems.length > 0)
        return problems.length === 1 && (problems[0] ?? '').startsWith('PORT=')
      const { port } = readConfig({ PORT: text }, '/srv')
      return Number.isInteger(port) && port >= 0 && port <= 65_535
    }),
  )
})

test('the approval number of the map is taken as it is written, and refused when it cannot be shown', () => {
  expect(readConfig({ NZH_MAP_APPROVAL: ' 苏S(2024)012号 ' }).mapApproval).toBe('苏S(2024)012号')
  expect(() => readConfig({ NZH_MAP_APPROVAL: 'a\nb' })).toThrow(/NZH_MAP_APPROVAL/)
  expect(() => readConfig({ NZH_MAP_APPROVAL: '长'.repeat(61) })).toThrow(/NZH_MAP_APPROVAL/)
})
