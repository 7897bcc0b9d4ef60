import {
  type ClipboardEvent,
  type DragEvent,
  type ReactElement,
  useId,
  useRef,
  useState,
} from 'react'
import { useStore } from 'zustand'
import type { Attachment } from '../../../protocol/order/note.ts'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { CameraButton } from '../field/camera-button.tsx'
import { attach } from './attach.ts'
import { Gallery } from './gallery.tsx'
import { type Sending, talkStore } from './talk-store.ts'
import { TALK_WORDS } from './talk-words.ts'
import type { ThreadProps } from './thread.tsx'
import { problemText, sizeText } from './values.ts'

const KINDS = ['before', 'after', 'other'] as const
const ACCEPTED = 'image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf,video/mp4'

/** The order's files, those under way, and three ways to add one: choose, drop, paste. */
export function FilePart({ orderId, notes, fresh, me }: ThreadProps): ReactElement {
  const text = useWords(TALK_WORDS)
  const kind = useStore(talkStore, (state) => state.kind)
  const sending = useStore(talkStore, (state) => state.sending).filter(
    (one) => one.orderId === orderId,
  )
  const [isOver, setOver] = useState(false)
  const files = notes.flatMap((note) => (note.kind === 'attachment' ? [note.attachment] : []))
  const take = (list: FileList, isTaken = false): void => attach(orderId, list, { kind, isTaken })
  const onDrop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  const onPaste = (event: ClipboardEvent): void => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    take(event.clipboardData.files)
  }
  return (
    <section
      className="talk-part talk-files"
      aria-label={text.files}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      onPaste={onPaste}
    >
      <h3>
        {text.files} {files.length > 0 && <span className="figures">{files.length}</span>}
      </h3>
      {files.length === 0 ? (
        <p className="talk-quiet">{text.noFiles}</p>
      ) : (
        <Gallery files={files} fresh={fresh} me={me} />
      )}
      {sending.length > 0 && (
        <ul className="talk-sending">
          {sending.map((one) => (
            <UnderWay key={one.key} file={one} />
          ))}
        </ul>
      )}
      <AddFile kind={kind} take={take} />
      <p className="talk-drop" aria-hidden={!isOver}>
        {isOver ? text.drop : text.limits}
      </p>
    </section>
  )
}

function AddFile({
  kind,
  take,
}: {
  readonly kind: Attachment['kind']
  readonly take: (files: FileList, isTaken?: boolean) => void
}): ReactElement {
  const text = useWords(TALK_WORDS)
  const input = useRef<HTMLInputElement>(null)
  const id = useId()
  return (
    <div className="talk-add">
      <fieldset>
        <legend className="for-readers">{text.kind}</legend>
        {KINDS.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name={`${id}-kind`}
              checked={kind === one}
              onChange={() => talkStore.setState({ kind: one })}
            />
            {text.kinds[one]}
          </label>
        ))}
      </fieldset>
      <CameraButton take={(files) => take(files, true)} />
      <button type="button" className="talk-button" onClick={() => input.current?.click()}>
        {text.choose}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        aria-label={text.choose}
        onChange={({ currentTarget }) => {
          if (currentTarget.files !== null) take(currentTarget.files)
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
    </div>
  )
}

function UnderWay({ file }: { readonly file: Sending }): ReactElement {
  const text = useWords(TALK_WORDS)
  const language = useLanguage()
  const { name, bytes, kind, ratio, problem, cancel } = file
  const percent = Math.floor(ratio * 100)
  return (
    <li data-upload={problem === null ? 'sending' : 'failed'}>
      <span>
        {text.kinds[kind]} · {name} <span className="figures">{sizeText(bytes)}</span>
      </span>
      {problem === null ? (
        <>
          <progress max={100} value={percent} aria-label={name} />
          <span className="figures">{ratio >= 1 ? text.checking : text.uploading(percent)}</span>
        </>
      ) : (
        <strong role="alert">{problemText(problem, text, language)}</strong>
      )}
      <button type="button" className="talk-link" onClick={cancel}>
        {problem === null ? text.cancel : text.dismiss}
      </button>
    </li>
  )
}
