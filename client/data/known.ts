/**
 * Whether this browser has signed in or been paired before. The cookies themselves cannot be seen from here;
 * without this mark nothing that needs them is asked for, so that no refusal is provoked.
 */
const KEPT_AS = 'nzh.known'

export function isKnown(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) !== null
  } catch {
    return true
  }
}

export function setKnown(known: boolean): void {
  try {
    if (known) localStorage.setItem(KEPT_AS, '1')
    else localStorage.removeItem(KEPT_AS)
  } catch {
    // Without storage the server is asked each time, and its refusal is the answer.
  }
}
