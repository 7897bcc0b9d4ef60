/**
 * What to do about a page, from what it said. Pure: no clock, no browser.
 *
 * @typedef {{ atMs: number, kind: 'answer', ready: boolean, says: boolean, error: boolean }
 *   | { atMs: number, kind: 'silent' }} Look
 *   `ready`: its first data is drawn; `says`: it shows a notice of its own (pairing, connecting);
 *   `error`: the browser's own error page stands there; `silent`: no answer in time
 * @typedef {'leave' | 'load' | 'replace'} Verdict
 */

/** A page that answers nothing this often in a row hangs. */
export const SILENT_LOOKS = 2
/** A page may be without a picture and without a word this long. */
export const BLANK_MS = 45_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

/**
 * `load`: the browser shows its error page, ask for the address again; `replace`: the page hangs or is blank, put a new
 * one in its place.
 *
 * @param {readonly Look[]} looks since the page was opened, oldest first
 * @param {number} openedAtMs
 * @returns {Verdict}
 */
export function judge(looks, openedAtMs) {
  const last = looks.at(-1)
  if (last === undefined) return 'leave'
  if (last.kind === 'silent') {
    const row = looks.slice(-SILENT_LOOKS)
    return row.length === SILENT_LOOKS && row.every(({ kind }) => kind === 'silent')
      ? 'replace'
      : 'leave'
  }
  if (last.error) return 'load'
  if (last.ready || last.says) return 'leave'
  const good = looks.findLast((look) => look.kind === 'answer' && (look.ready || look.says))
  const sinceMs = good?.atMs ?? openedAtMs
  return last.atMs - sinceMs > BLANK_MS ? 'replace' : 'leave'
}

/** Wait before the nth try in a row, ms: at once, then ever longer. @param {number} tries */
export const backOffMs = (tries) =>
  tries === 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1))

/** A page that stood this long was well: the next failure is a first one again. */
export const WELL_AFTER_MS = 60_000
