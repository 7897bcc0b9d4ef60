import { type ReactElement, useState } from 'react'
import type { Attachment } from '../../../protocol/order/note.ts'
import { fileUrl } from '../talk/talk-api.ts'
import { keepThumb, keptThumb } from './kept.ts'
import { thumbOf } from './shrink.ts'
import { useBlobUrl } from './use-photo-url.ts'

/** A photo of an order: from the server, and where that is away the small picture of it that was kept when it was seen. */
export function KeptPicture({ file }: { readonly file: Attachment }): ReactElement {
  const [isAway, setAway] = useState(false)
  return isAway ? (
    <Thumb id={file.id} />
  ) : (
    <img
      src={fileUrl(file, true)}
      alt=""
      loading="lazy"
      decoding="async"
      onLoad={({ currentTarget }) =>
        void keepThumb(file.id, file.orderId, () => thumbOf(currentTarget))
      }
      onError={() => setAway(true)}
    />
  )
}

function Thumb({ id }: { readonly id: string }): ReactElement | null {
  const url = useBlobUrl(id, () => keptThumb(id))
  return url === null ? null : <img src={url} alt="" />
}
