import { expect, test } from 'vitest'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { createRoster } from './roster.ts'

const NOW = Date.UTC(2026, 10, 26, 2)
const roster = () => createRoster(createMemoryStore(), () => NOW)

const CSV = `岗位,姓名,电话,开始,结束
值班员,王一,8001,2026-11-26 08:00,2026-11-26 20:00
值班员,李二,8002,2026/11/26 20:00,2026/11/27 8:00
值班长,,8003,2026-11-26 08:00,2026-11-27 08:00
值班长,周三,8003,2026-02-30 08:00,2026-11-27 08:00
值班长,周三,8003,2026-11-27 08:00,2026-11-26 08:00
`

test('a roster file is taken row by row; a bad row costs only itself and is named', async () => {
  const r = roster()
  const { rows, problems } = await r.importFile('十一月.csv', CSV, false)
  expect(rows.map(({ name, source }) => [name, source])).toEqual([
    ['王一', 'file:十一月.csv#2'],
    ['李二', 'file:十一月.csv#3'],
  ])
  expect(problems).toEqual([
    { at: '4', field: 'name', reason: 'missing' },
    { at: '5', field: 'start', reason: 'bad-time' },
    { at: '6', field: 'end', reason: 'ends-before-start' },
  ])
  expect((await r.onDuty(NOW)).map(({ name }) => name)).toEqual(['王一'])
  expect((await r.onDuty(Date.UTC(2026, 10, 26, 12))).map(({ name }) => name)).toEqual(['李二'])
})

test('the same file again replaces what it brought before, and a dry run changes nothing', async () => {
  const r = roster()
  await r.importFile('a.csv', CSV, false)
  const dry = await r.importFile('a.csv', CSV.replace('王一', '钱七'), true)
  expect(dry.replaced).toBe(2)
  expect((await r.onDuty(NOW)).map(({ name }) => name)).toEqual(['王一'])
  await r.importFile('a.csv', CSV.replace('王一', '钱七'), false)
  await r.importFile('b.csv', CSV.replace('值班员,王一', '领导,孙八'), false)
  expect((await r.onDuty(NOW)).map(({ name }) => name).toSorted()).toEqual(['孙八', '钱七'])
})

test('a swap keeps whose turn it was, also when it is swapped again', async () => {
  const r = roster()
  const { rows } = await r.importFile('a.csv', CSV, false)
  const id = rows[0]?.id ?? ''
  await r.swap(id, { name: '吴九', phone: '8009' })
  await r.swap(id, { name: '郑十' })
  expect(await r.onDuty(NOW)).toMatchObject([{ name: '郑十', insteadOf: '王一', phone: '' }])
  await r.remove(id)
  expect(await r.onDuty(NOW)).toEqual([])
  await expect(r.swap(id, { name: '冯' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('gaps of the coming week are found, also where the roster simply ends', async () => {
  const r = roster()
  expect(await r.gapsAhead()).toEqual([])
  await r.importFile('a.csv', CSV, false)
  const end = NOW + 7 * 86_400_000
  expect(await r.gapsAhead()).toEqual([
    { post: '值班员', fromMs: Date.UTC(2026, 10, 27, 0), toMs: end },
  ])
  await r.add(
    {
      post: '值班员',
      name: '陈',
      startsAt: '2026-11-27T01:00:00Z',
      endsAt: '2026-12-04T12:00:00Z',
    },
    'supervisor',
  )
  expect(await r.gapsAhead()).toEqual([
    { post: '值班员', fromMs: Date.UTC(2026, 10, 27, 0), toMs: Date.UTC(2026, 10, 27, 1) },
  ])
})

test('a file that is sent again leaves a swapped turn with whoever took it', async () => {
  const r = roster()
  const { rows } = await r.importFile('a.csv', CSV, false)
  await r.swap(rows[0]?.id ?? '', { name: '吴九' })
  const again = await r.importFile('a.csv', CSV, false)
  expect(again).toMatchObject({ replaced: 1, rows: [{ name: '李二' }] })
  expect((await r.onDuty(NOW)).map(({ name }) => name)).toEqual(['吴九'])
})

test.each(['', 'a,b\n1,2\n', '岗位,姓名\n值班员,王\n', '"unclosed'])(
  'a file without the columns of a roster is refused: %j',
  async (text) => {
    await expect(roster().importFile('x.csv', text, false)).rejects.toMatchObject({
      code: 'MALFORMED',
    })
  },
)
