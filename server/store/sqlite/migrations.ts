import { AppError } from '../../../protocol/error/codes.ts'
import type { Database } from './driver.ts'

/**
 * Step N takes a file from version N - 1 to N. A step that was released is never edited: add another.
 * Times are epoch milliseconds, booleans 0 or 1, JSON is text; nothing here that PostgreSQL could not say,
 * but for WITHOUT ROWID, which there is a clustered index.
 */
export const MIGRATIONS: readonly string[] = [
  // Readings: what is believed now, what was believed before, and the roll-ups.
  `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    indicator TEXT NOT NULL,
    place TEXT NOT NULL,
    raw_cut_ms INTEGER NOT NULL,
    minute_cut_ms INTEGER NOT NULL,
    hour_cut_ms INTEGER NOT NULL,
    day_cut_ms INTEGER NOT NULL,
    UNIQUE (indicator, place)
  );
  CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE readings (
    series_id INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    value REAL NOT NULL,
    quality INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    PRIMARY KEY (series_id, at_ms)
  ) WITHOUT ROWID;
  CREATE TABLE superseded (
    id INTEGER PRIMARY KEY,
    series_id INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    value REAL NOT NULL,
    quality INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    superseded_ms INTEGER NOT NULL
  );
  CREATE INDEX superseded_by_time ON superseded (series_id, at_ms, id);
  ${['minute', 'hour', 'day']
    .map(
      (level) => `
  CREATE TABLE rollup_${level} (
    series_id INTEGER NOT NULL,
    bucket_ms INTEGER NOT NULL,
    min REAL NOT NULL,
    max REAL NOT NULL,
    sum REAL NOT NULL,
    last REAL NOT NULL,
    last_ms INTEGER NOT NULL,
    n INTEGER NOT NULL,
    quality INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    PRIMARY KEY (series_id, bucket_ms)
  ) WITHOUT ROWID;`,
    )
    .join('')}
  CREATE TABLE rollup_state (
    level TEXT PRIMARY KEY,
    closed_ms INTEGER NOT NULL,
    cut_ms INTEGER NOT NULL
  );
  CREATE TABLE dirty (
    series_id INTEGER NOT NULL,
    minute_ms INTEGER NOT NULL,
    PRIMARY KEY (series_id, minute_ms)
  ) WITHOUT ROWID;
  `,
  // Alarms and orders: what stands now, and every event that led there.
  `
  CREATE TABLE alarms (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    level TEXT NOT NULL,
    category TEXT NOT NULL,
    raised_ms INTEGER NOT NULL,
    cleared_ms INTEGER,
    body TEXT NOT NULL
  );
  CREATE INDEX alarms_by_time ON alarms (raised_ms, id);
  CREATE INDEX alarms_by_end ON alarms (cleared_ms);
  CREATE TABLE alarm_events (
    id INTEGER PRIMARY KEY,
    alarm_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX alarm_events_by_alarm ON alarm_events (alarm_id, id);
  CREATE INDEX alarm_events_by_time ON alarm_events (at_ms);
  CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    rev INTEGER NOT NULL,
    type TEXT NOT NULL,
    department TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    channel TEXT NOT NULL,
    external_id TEXT,
    created_ms INTEGER NOT NULL,
    last_event_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (channel, external_id)
  );
  CREATE INDEX orders_by_time ON orders (created_ms, id);
  CREATE INDEX orders_open ON orders (is_open, last_event_ms);
  CREATE TABLE order_events (
    order_id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    action_id TEXT UNIQUE,
    body TEXT NOT NULL,
    PRIMARY KEY (order_id, rev)
  );
  `,
  // Refused readings, identities, screens, settings.
  `
  CREATE TABLE quarantine_counts (
    source TEXT NOT NULL,
    code TEXT NOT NULL,
    count INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (source, code)
  );
  CREATE TABLE quarantine_samples (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    code TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    sample TEXT NOT NULL
  );
  CREATE TABLE accounts (username TEXT PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE sessions (token_hash TEXT PRIMARY KEY, username TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX sessions_by_user ON sessions (username);
  CREATE TABLE tokens (token_hash TEXT PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL);
  CREATE TABLE screens (id TEXT PRIMARY KEY, token_hash TEXT UNIQUE, body TEXT NOT NULL);
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
  `,
  // Records by collection: comments, files' facts, the duty room's books.
  `
  CREATE TABLE records (
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    key TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (collection, id)
  );
  CREATE INDEX records_by_key ON records (collection, key, at_ms, id);
  CREATE INDEX records_by_time ON records (collection, at_ms, id);
  `,
  // What lists and searches of orders go by (see OrderIndex). Full text is the one thing that PostgreSQL says otherwise.
  `
  CREATE TABLE order_list (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL,
    due_ms INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    state TEXT NOT NULL,
    type TEXT NOT NULL,
    department TEXT NOT NULL,
    town TEXT,
    place TEXT NOT NULL,
    channel TEXT NOT NULL,
    lon REAL,
    lat REAL,
    text_hash INTEGER NOT NULL
  );
  CREATE INDEX order_list_by_time ON order_list (created_ms, id);
  CREATE INDEX order_list_by_due ON order_list (due_ms, id);
  CREATE INDEX order_list_open_by_due ON order_list (due_ms, id) WHERE is_open = 1;
  CREATE INDEX order_list_open_by_time ON order_list (created_ms, id) WHERE is_open = 1;
  CREATE INDEX order_list_by_state ON order_list (state, created_ms, id);
  CREATE INDEX order_list_by_type ON order_list (type, created_ms, id);
  CREATE INDEX order_list_by_department ON order_list (department, created_ms, id);
  CREATE INDEX order_list_by_town ON order_list (town, created_ms, id);
  CREATE INDEX order_list_by_place ON order_list (place, created_ms, id);
  CREATE INDEX order_list_by_position ON order_list (lat, lon);
  CREATE TABLE order_helpers (
    department TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (department, n)
  ) WITHOUT ROWID;
  CREATE INDEX order_helpers_by_order ON order_helpers (n);
  CREATE VIRTUAL TABLE order_text USING fts5 (
    grams, content = '', contentless_delete = 1, tokenize = 'ascii'
  );
  `,
  // What the rates read of each order; `change` counts up, so that a reader takes only what is new to it.
  `
  CREATE TABLE order_facts (
    n INTEGER PRIMARY KEY,
    change INTEGER NOT NULL UNIQUE,
    facts TEXT NOT NULL
  );
  `,
  // What was open at a moment, or ended since: told from the index alone.
  `
  DROP INDEX orders_open;
  CREATE INDEX orders_open ON orders (is_open, last_event_ms, created_ms);
  `,
]

/** @returns version of the schema in the file; 0 for an empty file */
export const schemaVersion = (db: Database): number =>
  db.prepare<{ user_version: number }>('PRAGMA user_version').get()?.user_version ?? 0

/**
 * Brings the file to the version of this program. Each step and its version number are one transaction, so
 * a kill leaves the step done or not begun.
 *
 * @throws AppError STORE_TOO_NEW when the file was written by a newer program; the file is left as it was
 */
export function migrate(db: Database, migrations: readonly string[] = MIGRATIONS): void {
  const found = schemaVersion(db)
  if (found > migrations.length) {
    throw new AppError('STORE_TOO_NEW', { detail: { found, known: migrations.length } })
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < found) continue
    db.exec('BEGIN IMMEDIATE')
    try {
      db.exec(sql)
      db.exec(`PRAGMA user_version = ${index + 1}`)
      db.exec('COMMIT')
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}
