import type { OrderState } from './states.ts'

/** What the reporter said when he was called back: 非常满意, 满意, 基本满意, 不满意, 未接通. */
export const CALLBACK_RESULTS = [
  'very-satisfied',
  'satisfied',
  'fairly-satisfied',
  'unsatisfied',
  'no-answer',
] as const
export type CallbackResult = (typeof CALLBACK_RESULTS)[number]

/** A request that waits for an answer, by whom and when. */
type Asked = { readonly by: string; readonly at: string }

/** A department that helps (协办): a task of its own, done or released before the lead unit reports back. */
export type Cohandler = {
  readonly department: string
  readonly task: string
  readonly since: string
  /** Null: still at it. */
  readonly releasedAt: string | null
  /** Limit of its own clock (child T7); null or left out: the type's handling time. */
  readonly hours?: number | null
}

/** What is known of the photos after the work: none, one that was used before, or new ones. */
export type Evidence = 'missing' | 'reused' | 'complete'

/** What lies over the state of an order without changing it. A field left out stands as in `NO_OVERLAYS`. */
export type OrderOverlays = {
  /** 退回申请中. */
  readonly pendingReturn?: (Asked & { reason: string; department: string | null }) | null
  /** Returns granted, and those of them whose dispatch was wrong. */
  readonly returns?: number
  readonly wrongDispatches?: number
  /** Returns whose ruling was that there should have been no such case. */
  readonly wrongFilings?: number
  /** 延期申请中: until when it is asked for. */
  readonly pendingExtension?:
    | (Asked & { reason: string; until: string; plan: string; long?: true })
    | null
  readonly extensions?: number
  /** End of the handling time that was last granted; the first deadline stays in the clocks. */
  readonly extendedTo?: string | null
  /** 挂账申请中. */
  readonly pendingSuspension?: (Asked & { class: string; until: string }) | null
  readonly suspensions?: number
  /** Review date of the suspension that stands. */
  readonly suspendedUntil?: string | null
  /** 催办 n. */
  readonly urged?: number
  /** 督办: the demand whose reply is due. */
  readonly supervision?: { level: 1 | 2 | 3; demand: string; dueAt: string } | null
  readonly supervised?: number
  /** 战时: the emergency that the open order belongs to; of two that stand the first. */
  readonly emergency?: string | null
  /** 升级: 0 town, 1 district, 2 city. */
  readonly escalation?: 0 | 1 | 2
  /** 争议裁定中. */
  readonly appeal?: (Asked & { evidence: string }) | null
  /** Appeals that were upheld: the order is taken out of the unit's score (剔除). */
  readonly upheld?: number
  /** 返工: failed checks and reopenings. */
  readonly reworks?: number
  readonly cohandlers?: readonly Cohandler[]
  readonly verifier?: string | null
  readonly person?: string | null
  readonly checker?: string | null
  /** Whoever dispatched it, and whoever signed, was assigned or reported back: none of them checks it. */
  readonly dispatchedBy?: string | null
  readonly handledBy?: readonly string[]
  /** A person who reported it is to be called back. */
  readonly callbackWanted?: boolean
  readonly callback?: CallbackResult | null
  /** Whether it is solved, as the reporter said when he was called back; null: he did not say. */
  readonly solved?: boolean | null
  /** The lead unit has spoken with whoever reported it (E09b); when, T6 says. */
  readonly contacted?: boolean
  /** The photos that came with the last feedback; null: none are asked for and none came. */
  readonly evidence?: Evidence | null
  /** When it was taken in from another system's records (补录); null: it arrived by itself. */
  readonly importedAt?: string | null
  readonly mergedInto?: string | null
  /** How the order stands that this one was merged into; null: not merged, or merged before this was kept. */
  readonly parentState?: OrderState | null
  /** Orders merged into this one, by number. */
  readonly children?: readonly string[]
  /** The state it was merged or voided in. */
  readonly before?: OrderState | null
  /** Ended by force (强制结案): counted apart, never as closed in time. */
  readonly forceClosed?: boolean
  readonly score?: number | null
  /** The newest version of its mirrored double, by source. */
  readonly mirrors?: Readonly<Record<string, { externalId: string; version: number }>>
}

export const NO_OVERLAYS: Required<OrderOverlays> = {
  pendingReturn: null,
  returns: 0,
  wrongDispatches: 0,
  wrongFilings: 0,
  pendingExtension: null,
  extensions: 0,
  extendedTo: null,
  pendingSuspension: null,
  suspensions: 0,
  suspendedUntil: null,
  urged: 0,
  supervision: null,
  supervised: 0,
  emergency: null,
  escalation: 0,
  appeal: null,
  upheld: 0,
  reworks: 0,
  cohandlers: [],
  verifier: null,
  person: null,
  checker: null,
  dispatchedBy: null,
  handledBy: [],
  callbackWanted: false,
  callback: null,
  solved: null,
  contacted: false,
  evidence: null,
  importedAt: null,
  mergedInto: null,
  parentState: null,
  children: [],
  before: null,
  forceClosed: false,
  score: null,
  mirrors: {},
}

/** Overlays are never changed in place: what was made whole once is whole for as long as they are held. */
const whole = new WeakMap<OrderOverlays, Required<OrderOverlays>>()

/** The overlays of an order, whole. Orders written before there were overlays have none. */
export function overlaysOf(order: { readonly overlays?: OrderOverlays }): Required<OrderOverlays> {
  const { overlays } = order
  if (overlays === undefined) return NO_OVERLAYS
  const known = whole.get(overlays)
  if (known !== undefined) return known
  const made = { ...NO_OVERLAYS, ...overlays }
  whole.set(overlays, made)
  return made
}

/** Departments that are helping now. */
export const activeCohandlers = (order: { readonly overlays?: OrderOverlays }): string[] =>
  overlaysOf(order)
    .cohandlers.filter(({ releasedAt }) => releasedAt === null)
    .map(({ department }) => department)
