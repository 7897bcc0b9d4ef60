/** A merged range of a sheet: rows from 1, columns from 0, ends included. */
export type Merge = {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

const RANGE = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/

const columnNumber = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1

/** @returns null when the text is no range */
export function parseMerge(ref: string): Merge | null {
  const [, left, top, right, bottom] = RANGE.exec(ref) ?? []
  if (left === undefined || right === undefined) return null
  return {
    top: Number(top),
    bottom: Number(bottom),
    left: columnNumber(left),
    right: columnNumber(right),
  }
}

/** Which columns of a row are merged with others. Asked by growing row: each range is looked at while it lasts. */
export function mergesByRow(
  merges: readonly Merge[],
): (row: number) => (column: number) => boolean {
  const waiting = [...merges].sort((a, b) => b.top - a.top)
  let standing: Merge[] = []
  return (row) => {
    standing = standing.filter(({ bottom }) => bottom >= row)
    for (let next = waiting.at(-1); next !== undefined && next.top <= row; next = waiting.at(-1)) {
      waiting.pop()
      if (next.bottom >= row) standing.push(next)
    }
    const here = standing
    return (column) => here.some(({ left, right }) => column >= left && column <= right)
  }
}
