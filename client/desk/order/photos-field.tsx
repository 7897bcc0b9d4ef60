import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import type { Attachment } from '../../../protocol/order/note.ts'
import { isRecord } from '../../data/api.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { getJson } from '../data/desk-api.ts'
import { notesKey } from '../data/query.ts'
import { useWords } from '../words.ts'
import type { ListInputProps } from './input-props.ts'
import { ORDER_WORDS } from './order-words.ts'

type Photo = Pick<Attachment, 'id' | 'kind' | 'name'>

const isPhoto = (value: unknown): value is Photo =>
  isRecord(value) &&
  typeof value['id'] === 'string' &&
  typeof value['name'] === 'string' &&
  ['before', 'after', 'other'].includes(String(value['kind']))

async function photosOf(id: string, signal: AbortSignal): Promise<Photo[]> {
  const body = await getJson(`/orders/${encodeURIComponent(id)}/notes`, signal)
  const notes = isRecord(body) && Array.isArray(body['notes']) ? body['notes'] : []
  return notes
    .map((note: unknown) => (isRecord(note) ? note['attachment'] : undefined))
    .filter(isPhoto)
}

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
  const { id, order, value, onChange } = props
  const { form } = useWords(ORDER_WORDS)
  const { data, isPending, isError } = useQuery({
    // Beside the notes themselves, so that a new file is asked for together with them.
    queryKey: [...notesKey(order.id), 'photos'],
    queryFn: ({ signal }) => photosOf(order.id, signal),
    staleTime: 0,
  })
  if (isPending) return <p className="order-hint">{form.searching}</p>
  if (isError) return <p className="order-hint">{form.photosFailed}</p>
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
