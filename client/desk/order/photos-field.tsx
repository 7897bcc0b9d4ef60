import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { Attachment } from '../../../protocol/order/note.ts'
import { useWords } from '../../i18n/part-words.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { notesKey } from '../data/query.ts'
import { fieldStore } from '../field/field-store.ts'
import { notesOrKept } from '../field/kept.ts'
import type { OutItem } from '../field/out-item.ts'
import { fetchNotes } from '../talk/talk-api.ts'
import type { ListInputProps } from './input-props.ts'
import { ORDER_WORDS } from './order-words.ts'

type Photo = Pick<Attachment, 'id' | 'kind' | 'name'>

async function photosOf(id: string, signal: AbortSignal): Promise<Photo[]> {
  const notes = await notesOrKept(id, fetchNotes(id, signal))
  return notes.flatMap((note) => (note.kind === 'attachment' ? [note.attachment] : []))
}

/** Photos that wait on this device to be sent before the act that names them. */
const waitingPhotos = (items: readonly OutItem[], id: string): Photo[] =>
  items.flatMap((item) =>
    item.kind === 'photo' && item.orderId === id
      ? [{ id: item.id, kind: item.photo.kind, name: item.photo.name }]
      : [],
  )

/** Which of the order's own files belong to the act. Holds their ids. */
export function PhotosField(props: ListInputProps): ReactElement {
  const { order, action } = props
  const { form } = useWords(ORDER_WORDS)
  const { orderTypes } = useStore(catalogStore)
  const isWanted = action === 'submit' && orderTypes.get(order.type)?.needs_photo === true
  return (
    <>
      {isWanted && <p className="order-hint">{form.photosWanted}</p>}
      <PhotoChoice {...props} />
    </>
  )
}

function PhotoChoice(props: ListInputProps): ReactElement {
  const { id, order, action, value, onChange } = props
  const items = useStore(fieldStore, (state) => state.items)
  const { form } = useWords(ORDER_WORDS)
  const {
    data: sent,
    isPending,
    isError,
  } = useQuery({
    // Beside the notes themselves, so that a new file is asked for together with them.
    queryKey: [...notesKey(order.id), 'photos'],
    queryFn: ({ signal }) => photosOf(order.id, signal),
    staleTime: 0,
  })
  const waiting = waitingPhotos(items, order.id)
  const isField = useStore(fieldStore, (state) => state.user !== null)
  const data = [
    ...(sent ?? []),
    ...waiting.filter(({ id: one }) => !sent?.some((photo) => photo.id === one)),
  ]
  // In the field the photos from after the work are meant: one tap less with a glove on.
  const meant = useRef(isField && action === 'submit')
  useEffect(() => {
    if (!meant.current || isPending || value.length > 0) return
    meant.current = false
    const after = data.filter(({ kind }) => kind === 'after').map((photo) => photo.id)
    if (after.length > 0) onChange(after)
  })
  if (isPending) return <p className="order-hint">{form.searching}</p>
  if (isError && data.length === 0) return <p className="order-hint">{form.photosFailed}</p>
  if (data.length === 0) return <p className="order-hint">{form.noPhotos}</p>
  return (
    <fieldset className="order-choice">
      <legend className="for-readers">{form.choose}</legend>
      {data.map((photo, i) => (
        <label key={photo.id}>
          <input
            type="checkbox"
            id={i === 0 ? id : undefined}
            checked={value.includes(photo.id)}
            onChange={(change) =>
              onChange(
                change.target.checked
                  ? [...value, photo.id]
                  : value.filter((one) => one !== photo.id),
              )
            }
          />
          {form.takeOn[photo.kind]} · {photo.name}
        </label>
      ))}
    </fieldset>
  )
}
