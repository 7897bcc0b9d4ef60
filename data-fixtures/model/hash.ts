/** 32-bit hash of a text (FNV-1a with a final mix): the same on every machine. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix(hash, 0x9e3779b9)
}

/** Mixes two 32-bit integers into one, every bit depending on every bit. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ (b >>> 0), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) + Math.imul(b, 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return (h ^ (h >>> 16)) | 0
}

/** Uniform in [0, 1), a function of (key, index) alone. `index` may exceed 32 bits. */
export const unit = (key: number, index: number): number =>
  (mix(mix(key, index | 0), Math.floor(index / 0x1_0000_0000)) >>> 0) / 0x1_0000_0000

/** About Gaussian with deviation 1 and within ±3, a function of (key, index) alone. */
export function gauss(key: number, index: number): number {
  const sum = unit(key, index) + unit(key ^ 0x5bd1e995, index) + unit(key ^ 0x1b873593, index) - 1.5
  return sum * 2
}

const smooth = (x: number): number => x * x * (3 - 2 * x)

/** Value noise: a smooth curve through random heights in [-1, 1] at the whole numbers. */
export function valueNoise(key: number, x: number): number {
  const cell = Math.floor(x)
  const left = unit(key, cell) * 2 - 1
  const right = unit(key, cell + 1) * 2 - 1
  return left + (right - left) * smooth(x - cell)
}

/** Two octaves of value noise, in [-1, 1]: wanders and is pulled back. */
export const wander = (key: number, x: number): number =>
  0.7 * valueNoise(key, x) + 0.3 * valueNoise(key ^ 0x68e31da4, x * 3.7)
