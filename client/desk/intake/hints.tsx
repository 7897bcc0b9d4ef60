import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../i18n/part-words.ts'
import { nameOf, useLanguage } from '../../i18n/text.ts'
import { catalogStore } from '../../stores/catalog.ts'
import { openOrder } from '../desk-store.ts'
import { askRoute, askSimilar } from './ask.ts'
import type { Draft } from './draft.ts'
import { INTAKE_WORDS } from './intake-words.ts'
import { useAnswer } from './use-answer.ts'

/** Which department the order goes to, and why. Where the server cannot explain it, the type's own department. */
export function RouteHint({ draft }: { readonly draft: Draft }): ReactElement {
  const text = useWords(INTAKE_WORDS)
  const language = useLanguage()
  const { orderTypes, departments, places } = useStore(catalogStore)
  const town = places.get(draft.place)?.town ?? null
  const question =
    draft.type === ''
      ? null
      : JSON.stringify({
          type: draft.type,
          ...(town === null ? {} : { town }),
          ...(draft.severity === '' ? {} : { severity: Number(draft.severity) }),
        })
  const answer = useAnswer(question, askRoute)
  const route =
    answer.state === 'there' ? answer.value : answer.state === 'asking' ? answer.last : null
  const code = route?.department ?? orderTypes.get(draft.type)?.lead
  const department = code === undefined ? undefined : departments.get(code)
  return (
    <p className="intake-route" aria-live="polite">
      <span className="intake-quiet">{text.department}</span>{' '}
      {code === undefined ? (
        <span className="intake-quiet">{text.departmentUnknown}</span>
      ) : (
        <>
          <strong>{department === undefined ? code : nameOf(department, language)}</strong>{' '}
          <span className="intake-quiet">{route?.reason[language] ?? text.byType}</span>
        </>
      )}
    </p>
  )
}

/** Enough to compare with: a place of any kind, and a type or some words. */
function similarQuestion(draft: Draft): string | null {
  const hasPlace = draft.place !== '' || draft.position !== null || draft.address.trim() !== ''
  const says = draft.type !== '' || draft.title.trim().length >= 2
  if (!hasPlace || !says) return null
  return JSON.stringify({
    ...(draft.type === '' ? {} : { type: draft.type }),
    ...(draft.title.trim() === '' ? {} : { title: draft.title.trim().slice(0, 200) }),
    ...(draft.description.trim() === ''
      ? {}
      : { description: draft.description.trim().slice(0, 10_000) }),
    ...(draft.address.trim() === '' ? {} : { address: draft.address.trim().slice(0, 500) }),
    ...(draft.place === '' ? {} : { place: draft.place }),
    ...(draft.position === null ? {} : { position: draft.position }),
  })
}

/** Orders that may be about the same thing, while it is being written: offered, never merged. */
export function SimilarHint({ draft }: { readonly draft: Draft }): ReactElement | null {
  const text = useWords(INTAKE_WORDS)
  const language = useLanguage()
  const question = similarQuestion(draft)
  const answer = useAnswer(question, askSimilar)
  if (question === null) return null
  const found =
    answer.state === 'there' ? answer.value : answer.state === 'asking' ? answer.last : null
  return (
    <section className="intake-similar" aria-label={text.similar} aria-live="polite">
      {answer.state === 'failed' ? (
        <p className="intake-quiet">{text.similarDown}</p>
      ) : found === null || found.length === 0 ? (
        <p className="intake-quiet">{found === null ? '…' : text.noSimilar}</p>
      ) : (
        <>
          <h3>{text.similar}</h3>
          <ul>
            {found.map(({ order, reasons }) => (
              <li key={order.id} data-order={order.id} data-state={order.state}>
                <span className="intake-similar-title">{order.title}</span>
                <span className="intake-quiet">{reasons[language]}</span>
                <button type="button" onClick={() => openOrder(order.id)}>
                  {text.openInstead(order.id)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
