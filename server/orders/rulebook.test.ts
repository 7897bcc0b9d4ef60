import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CHINA_CALENDAR, isWorkday } from '../../protocol/order/calendar.ts'
import { DEFAULT_ORDER_RULES } from '../../protocol/order/rules.ts'
import { loadCatalog } from '../../scenarios/load.ts'
import { startErrorLines } from '../start-errors.ts'
import { CALENDAR_FILE, loadRulebook, RULES_FILE } from './rulebook.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nzh-rules-'))
})
afterEach(() => rm(dir, { recursive: true }))

const put = (name: string, content: unknown): Promise<void> =>
  writeFile(join(dir, name), typeof content === 'string' ? content : JSON.stringify(content))

test('a district that has settled nothing has the rules and the calendar that ship', async () => {
  const shipped = { rules: DEFAULT_ORDER_RULES, calendar: CHINA_CALENDAR }
  expect(await loadRulebook(null)).toEqual(shipped)
  expect(await loadRulebook(dir)).toEqual(shipped)
})

test('what a district has settled holds, the rest stays, and its files are taken for no scenarios', async () => {
  await put(RULES_FILE, { photos: 'require', reopenDays: 30, watch: { voids: 5 } })
  await put(CALENDAR_FILE, `\uFEFF${JSON.stringify({ name: 'own', off: ['2026-11-26'] })}`)
  const { rules, calendar } = await loadRulebook(dir)
  expect(rules).toEqual({
    ...DEFAULT_ORDER_RULES,
    photos: 'require',
    reopenDays: 30,
    watch: { ...DEFAULT_ORDER_RULES.watch, voids: 5 },
  })
  expect(isWorkday(calendar, Date.parse('2026-11-26T12:00:00+08:00'))).toBe(false)
  const { problems } = await loadCatalog({ extraDir: dir })
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
})

test('files that cannot be used stop the start with one line for each reason', async () => {
  await put(RULES_FILE, { photos: 'maybe', reopenDay: 3 })
  await put(CALENDAR_FILE, '{ "name": "x", ')
  const lines = await loadRulebook(dir).then(() => [], startErrorLines)
  const about = (text: string) => lines.filter((line) => line.includes(text))
  expect(about(`${RULES_FILE}/photos`)).toHaveLength(1)
  expect(about(`${RULES_FILE}/reopenDay`)).toHaveLength(1)
  expect(about(CALENDAR_FILE)).toHaveLength(1)
  for (const line of lines) expect(line).toMatch(/^工单规则或日历有误 \/ order rules or calendar: /)
})

test('the example calendar can be used as it is', async () => {
  const folder = fileURLToPath(new URL('../../scenarios/calendars', import.meta.url))
  await put(CALENDAR_FILE, await readFile(join(folder, 'example.json'), 'utf8'))
  expect((await loadRulebook(dir)).calendar.name).toBe('summer hours')
})
