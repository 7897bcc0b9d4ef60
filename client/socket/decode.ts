import type { Base64, Times } from '../../protocol/stream/delta-codec.ts'

/** Text and time by the browser's own means, for packed deltas. */
export const BROWSER_CODEC: Base64 & Times = {
  encode: (bytes) => btoa(String.fromCharCode(...bytes)),
  decode(text) {
    const binary = atob(text)
    const bytes = new Uint8Array(binary.length)
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
    return bytes
  },
  toMs: (iso) => Date.parse(iso),
  toIso: (ms) => new Date(ms).toISOString(),
}
