import { useEffect, useState } from 'react'
import { fieldDb } from './field-session.ts'

/** Address of a picture that is kept here, for as long as it is shown; null: not there (yet). */
export function useBlobUrl(
  key: string,
  read: () => Promise<Blob | null | undefined>,
): string | null {
  const [url, setUrl] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is read
  useEffect(() => {
    let made: string | null = null
    let left = false
    read()
      .then((blob) => {
        if (left || blob === null || blob === undefined) return
        made = URL.createObjectURL(blob)
        setUrl(made)
      })
      .catch(() => undefined)
    return () => {
      left = true
      if (made !== null) URL.revokeObjectURL(made)
      setUrl(null)
    }
  }, [key])
  return url
}

/** Address of a photo that waits to be sent. */
export const usePhotoUrl = (id: string): string | null =>
  useBlobUrl(id, async () => fieldDb()?.get('blobs', id))
