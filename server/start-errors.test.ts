import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppError } from '../protocol/error/codes.ts'
import { ConfigError } from './config.ts'
import { listenError, prepareDataDir, probeAddress, startErrorLines } from './start-errors.ts'

const aDir = () => mkdtempSync(join(tmpdir(), 'nzh-start-'))

test('a missing data folder is made, with those above it, for its owner only', async () => {
  const dir = join(aDir(), 'a', 'b')
  await prepareDataDir(dir)
  expect(statSync(dir).mode & 0o777).toBe(0o700)
  await prepareDataDir(dir)
})

test.each([
  [
    'a file stands in its place',
    () => {
      const file = join(aDir(), 'file')
      writeFileSync(file, '')
      return file
    },
  ],
  [
    'a file stands above it',
    () => {
      const file = join(aDir(), 'file')
      writeFileSync(file, '')
      return join(file, 'data')
    },
  ],
  ['the file system makes no folders', () => '/proc/ningzhihui/data'],
])('a data folder that cannot be used is told in one line: %s', async (_why, dirOf) => {
  const dir = dirOf()
  const error = await prepareDataDir(dir).then(
    () => null,
    (reason: unknown) => reason,
  )
  const lines = startErrorLines(error)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain(dir)
  expect(lines[0]).not.toContain('\n')
})

test('a taken port is told with the address and what to do', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  await expect(probeAddress('127.0.0.1', address.port)).rejects.toThrow(`127.0.0.1:${address.port}`)
  await new Promise((resolve) => other.close(resolve))
  await probeAddress('127.0.0.1', address.port)
  expect(startErrorLines(listenError(new Error('odd'), 'h', 1))).toEqual(['Error: odd'])
})

test('each kind of failure gives lines a person can act on', () => {
  expect(startErrorLines(new ConfigError(['PORT=x: no', 'HOST=y: no']))).toHaveLength(2)
  const problems = [{ file: 'city/a.json', row: 4, reason: 'unknown indicator', severity: 'error' }]
  expect(startErrorLines(new AppError('CATALOG_INVALID', { detail: { problems } }))).toEqual([
    '场景目录有误 / The catalog is invalid: city/a.json:4: unknown indicator',
  ])
  expect(startErrorLines(new AppError('STORE_TOO_NEW'))[0]).toContain('newer version')
  expect(startErrorLines('odd')).toEqual(['odd'])
})
