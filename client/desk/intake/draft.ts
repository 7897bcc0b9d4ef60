/** A new order as it is being written. */
export type Draft = {
  readonly type: string
  readonly title: string
  readonly place: string
  readonly address: string
  /** '' = as the type has it. */
  readonly severity: '' | '1' | '2' | '3' | '4'
  readonly reporter: string
  readonly description: string
  readonly position: readonly [number, number] | null
  readonly alarmId: string | null
  /** Names this very order, so that sending it again after a lost answer files nothing twice. */
  readonly key: string
}

/** Most characters of each field; those that the server takes. */
export const MOST_CHARS = { title: 200, address: 500, reporter: 200, description: 10_000 } as const

export type DraftFault = 'needType' | 'needTitle' | 'tooLong'
export type DraftFaults = Readonly<Partial<Record<keyof Draft, DraftFault>>>

const KEPT_AS = 'nzh.desk.new-order'

export const emptyDraft = (key: string): Draft => ({
  type: '',
  title: '',
  place: '',
  address: '',
  severity: '',
  reporter: '',
  description: '',
  position: null,
  alarmId: null,
  key,
})

/** Whether somebody wrote something into it. */
export const isWritten = ({ type, title, place, address, reporter, description }: Draft): boolean =>
  [type, title, place, address, reporter, description].some((text) => text.trim() !== '')

/** What keeps it from being filed. */
export function faultsOf(draft: Draft): DraftFaults {
  const faults: Partial<Record<keyof Draft, DraftFault>> = {}
  if (draft.type === '') faults.type = 'needType'
  if (draft.title.trim() === '') faults.title = 'needTitle'
  for (const field of ['title', 'address', 'reporter', 'description'] as const) {
    if (draft[field].trim().length > MOST_CHARS[field]) faults[field] = 'tooLong'
  }
  return faults
}

/** What is sent for it. */
export function bodyOf(draft: Draft): Record<string, unknown> {
  const texts = Object.fromEntries(
    (['place', 'address', 'reporter', 'description'] as const).flatMap((field) => {
      const text = draft[field].trim()
      return text === '' ? [] : [[field, text]]
    }),
  )
  return {
    type: draft.type,
    title: draft.title.trim(),
    ...texts,
    ...(draft.severity === '' ? {} : { severity: Number(draft.severity) }),
    ...(draft.position === null ? {} : { position: draft.position }),
    ...(draft.alarmId === null ? {} : { alarmId: draft.alarmId }),
    channel: 'desk',
    externalId: `desk-${draft.key}`,
  }
}

/** Keeps it in this tab, over an accidental close, a reload and a lost connection. */
export function keepDraft(draft: Draft): void {
  try {
    if (isWritten(draft)) sessionStorage.setItem(KEPT_AS, JSON.stringify(draft))
    else sessionStorage.removeItem(KEPT_AS)
  } catch {
    // A browser that keeps nothing loses the draft on a reload; the form works the same.
  }
}

export function forgetDraft(): void {
  try {
    sessionStorage.removeItem(KEPT_AS)
  } catch {
    // Nothing was kept.
  }
}

/** The draft that was kept; null when there is none. */
export function keptDraft(): Draft | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null')
    if (typeof kept !== 'object' || kept === null) return null
    const fresh = emptyDraft('')
    const texts = Object.fromEntries(
      Object.entries(kept).filter(
        ([field, value]) =>
          Object.hasOwn(fresh, field) && field !== 'position' && typeof value === 'string',
      ),
    )
    const { position } = kept as { position?: unknown }
    const isPoint =
      Array.isArray(position) &&
      position.length === 2 &&
      position.every((part) => typeof part === 'number')
    const draft = { ...fresh, ...texts, position: isPoint ? position : null } as Draft
    return draft.key === '' ? null : draft
  } catch {
    return null
  }
}
