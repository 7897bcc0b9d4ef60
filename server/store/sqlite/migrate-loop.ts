import { openWriter } from './database.ts'
import { MIGRATIONS } from './migrations.ts'

/** A step that takes long enough to be killed in the middle. */
export const HEAVY_STEP = `
  CREATE TABLE heavy (id INTEGER PRIMARY KEY, value INTEGER NOT NULL);
  INSERT INTO heavy (value) WITH RECURSIVE counter (i) AS (
    SELECT 1 UNION ALL SELECT i + 1 FROM counter WHERE i < 400000) SELECT i FROM counter;
  CREATE INDEX heavy_by_value ON heavy (value);
  UPDATE heavy SET value = value + 1;
`

const [dir = ''] = process.argv.slice(2)
if (dir !== '') {
  process.stdout.write('begins\n')
  openWriter(dir, [...MIGRATIONS, HEAVY_STEP]).close()
  process.stdout.write('done\n')
}
