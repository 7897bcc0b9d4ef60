import { type ReactElement, useState } from 'react'
import type { Attachment } from '../../../protocol/order/note.ts'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { deskNowMs } from '../data/link-store.ts'
import { openOrder } from '../desk-store.ts'
import { KeptPicture } from '../field/kept-picture.tsx'
import { tellFailure } from '../shell/tell.ts'
import { useNamed } from '../shell/use-named.ts'
import { Lightbox } from './lightbox.tsx'
import { askAnew } from './say.ts'
import { fileUrl, takeBack } from './talk-api.ts'
import { TALK_WORDS } from './talk-words.ts'
import { placeText, shortTime, sizeText } from './values.ts'

/** What a browser draws; the others are files to download. */
const DRAWN: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])
/** As the server has it (`server/files/files.ts`). */
const REGRET_MS = 10 * 60_000

export type GalleryProps = {
  readonly files: readonly Attachment[]
  readonly fresh: ReadonlySet<string>
  readonly me: string
}

/** The files of an order: before and after side by side, the rest below. */
export function Gallery({ files, fresh, me }: GalleryProps): ReactElement {
  const text = useWords(TALK_WORDS)
  const [shownId, setShownId] = useState<string | null>(null)
  const of = (kind: Attachment['kind']) => files.filter((file) => file.kind === kind)
  const other = of('other')
  const pictures = [...of('before'), ...of('after'), ...other].filter(({ type }) => DRAWN.has(type))
  const cards = (list: readonly Attachment[]): ReactElement => (
    <ul className="talk-cards">
      {list.map((file) => (
        <FileCard
          key={file.id}
          file={file}
          isFresh={fresh.has(file.id)}
          isOwn={file.by === me}
          onShow={() => setShownId(file.id)}
        />
      ))}
    </ul>
  )
  const isPaired = of('before').length + of('after').length > 0
  return (
    <>
      {isPaired && (
        <div className="talk-pair">
          {(['before', 'after'] as const).map((kind) => (
            <section key={kind} aria-label={text.kinds[kind]}>
              <h4>{text.kinds[kind]}</h4>
              {of(kind).length === 0 ? (
                <p className="talk-quiet talk-none">{text.none[kind]}</p>
              ) : (
                cards(of(kind))
              )}
            </section>
          ))}
        </div>
      )}
      {other.length > 0 && (
        <section aria-label={text.kinds.other}>
          {isPaired && <h4>{text.kinds.other}</h4>}
          {cards(other)}
        </section>
      )}
      {shownId !== null && (
        <Lightbox
          pictures={pictures}
          shownId={shownId}
          onShow={setShownId}
          onClose={() => setShownId(null)}
        />
      )}
    </>
  )
}

type CardProps = {
  readonly file: Attachment
  readonly isFresh: boolean
  readonly isOwn: boolean
  readonly onShow: () => void
}

function FileCard({ file, isFresh, isOwn, onShow }: CardProps): ReactElement {
  const text = useWords(TALK_WORDS)
  const { name, type, at } = file
  return (
    <li data-attachment={file.id} data-kind={file.kind} data-fresh={isFresh}>
      {DRAWN.has(type) ? (
        <button
          type="button"
          className="talk-picture"
          aria-label={`${text.view} ${name}`}
          onClick={onShow}
        >
          <KeptPicture file={file} />
        </button>
      ) : (
        <span className="talk-picture talk-paper figures">{type.split('/').at(-1)}</span>
      )}
      <a className="talk-link talk-name" href={fileUrl(file)} download={name}>
        {name}
      </a>
      <FileFacts file={file} />
      {isOwn && deskNowMs() - Date.parse(at) < REGRET_MS && <TakeBack file={file} />}
    </li>
  )
}

/** Size, hash, time and place of a file, and what speaks against it. */
function FileFacts({ file }: { readonly file: Attachment }): ReactElement {
  const text = useWords(TALK_WORDS)
  const named = useNamed()
  const nowMs = deskNowMs()
  const { bytes, sha256, takenAt, position, by, department, at, camera, reused } = file
  const isOtherTime = camera?.takenAt != null && camera.takenAt !== takenAt
  const isOtherPlace = camera?.position != null && camera.outside !== true
  return (
    <>
      <dl className="talk-facts">
        <dt>{text.taken}</dt>
        <dd className="figures">
          {takenAt === null ? text.takenUnknown : formatExact(Date.parse(takenAt)).slice(0, 16)}
        </dd>
        <dt>{text.at}</dt>
        <dd className="figures">
          {position === null ? text.positionUnknown : placeText(position)}
          {file.placedBy === 'sender' && ` · ${text.bySender}`}
        </dd>
        <dt>{text.sent}</dt>
        <dd>
          {by} · {department === null ? text.centre : named.department(department)}{' '}
          <span className="figures">
            {shortTime(at, nowMs)} · {sizeText(bytes)}
          </span>
        </dd>
        <dt>{text.hash}</dt>
        <dd className="figures" title={sha256}>
          {sha256.slice(0, 12)}…
        </dd>
      </dl>
      {camera !== undefined && (
        <p className="talk-doubt">
          {isOtherTime && camera.takenAt !== null && (
            <span>{text.cameraTime(formatExact(Date.parse(camera.takenAt)).slice(0, 16))}</span>
          )}
          {isOtherPlace && camera.position !== null && (
            <span>{text.cameraPlace(placeText(camera.position))}</span>
          )}
          {camera.outside === true && <span>{text.outside}</span>}
        </p>
      )}
      {reused === true && (
        <p className="talk-doubt">
          <span>{text.reused}</span>
          {(file.reusedFrom ?? []).map((id) => (
            <button
              key={id}
              type="button"
              className="talk-link figures"
              onClick={() => openOrder(id)}
            >
              {id}
            </button>
          ))}
        </p>
      )}
    </>
  )
}

/** Asks once more before a file goes. */
function TakeBack({ file }: { readonly file: Attachment }): ReactElement {
  const text = useWords(TALK_WORDS)
  const [isSure, setSure] = useState(false)
  const go = (): void => {
    setSure(!isSure)
    if (!isSure) return
    takeBack(file).then(() => askAnew(file.orderId), tellFailure)
  }
  return (
    <button
      type="button"
      className="talk-link"
      title={text.removeHint}
      onClick={go}
      onBlur={() => setSure(false)}
    >
      {isSure ? text.removeAsk : text.remove}
    </button>
  )
}
