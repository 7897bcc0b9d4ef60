import { useEffect, useState } from 'react'
import { loadPinyin } from '../../data/search-names.ts'
import type { PinyinTable } from '../../scenes/search.ts'

const NONE: PinyinTable = {}
let known: PinyinTable | null = null

/** Pinyin of the catalog's names; empty until it is there, and where it cannot be had names are found without it. */
export function usePinyin(): PinyinTable {
  const [table, setTable] = useState<PinyinTable>(known ?? NONE)
  useEffect(() => {
    if (known !== null) return undefined
    let left = false
    loadPinyin().then(
      (loaded) => {
        known = loaded
        if (!left) setTable(loaded)
      },
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [])
  return table
}
