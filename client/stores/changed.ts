/** A copy of `table` with `changes` in it, null = taken out; the same table when there are none. */
export function withChanges<T>(
  table: ReadonlyMap<string, T>,
  changes: ReadonlyMap<string, T | null>,
): ReadonlyMap<string, T> {
  if (changes.size === 0) return table
  const next = new Map(table)
  for (const [key, value] of changes) {
    if (value === null) next.delete(key)
    else next.set(key, value)
  }
  return next
}
