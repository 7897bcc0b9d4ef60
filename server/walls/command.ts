import { type Static, type TSchema, Type } from 'typebox'

/** Most scenarios of one tour; a district has 57 and may add its own. */
const MAX_TOUR = 200
const Id = Type.String({ minLength: 1, maxLength: 100 })

const Mode = Type.Enum(['normal', 'emergency'])
const Focus = Type.Object(
  {
    /** WGS 84 `[lon, lat]`. */
    position: Type.Tuple([
      Type.Number({ minimum: -180, maximum: 180 }),
      Type.Number({ minimum: -85, maximum: 85 }),
    ]),
    zoom: Type.Number({ minimum: 0, maximum: 24 }),
  },
  { additionalProperties: false },
)
const Tour = Type.Object(
  {
    scenarios: Type.Array(Id, { minItems: 1, maxItems: MAX_TOUR }),
    seconds: Type.Number({ minimum: 3, maximum: 3_600 }),
  },
  { additionalProperties: false },
)
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** A wall's picture, as a preset keeps it. */
export const PictureBody = Type.Object(
  {
    scenario: OrNull(Id),
    town: OrNull(Id),
    focus: OrNull(Focus),
    mode: Mode,
    orderId: OrNull(Id),
    tour: OrNull(Tour),
  },
  { additionalProperties: false },
)

const PlainCommand = [
  Type.Object({ command: Type.Literal('show'), scenario: Id }, { additionalProperties: false }),
  Type.Object(
    {
      command: Type.Literal('tour'),
      ...Tour.properties,
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      command: Type.Literal('focus'),
      ...Focus.properties,
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      command: Type.Literal('mode'),
      mode: Mode,
      orderId: Type.Optional(Id),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      command: Type.Literal('replay'),
      /** ISO 8601 with an offset, in the past. */
      at: Type.String({ minLength: 10, maxLength: 40 }),
      speed: Type.Number({ exclusiveMinimum: 0, maximum: 3_600 }),
    },
    { additionalProperties: false },
  ),
  Type.Object({ command: Type.Literal('live') }, { additionalProperties: false }),
  Type.Object({ command: Type.Literal('town'), town: OrNull(Id) }, { additionalProperties: false }),
] as const

const presetFields = { command: Type.Literal('preset'), preset: Id }

/** Body of `POST /api/v1/walls/:id/command` (PROTOCOL §9); a preset is named, and the server adds what it holds. */
export const WallCommandBody = Type.Union([
  ...PlainCommand,
  Type.Object(presetFields, { additionalProperties: false }),
])
export type WallCommandBody = Static<typeof WallCommandBody>

/** A command as it is kept and sent: a preset with its whole picture. */
export const KeptCommand = Type.Union([
  ...PlainCommand,
  Type.Object({
    ...presetFields,
    version: Type.Integer({ minimum: 1 }),
    name: Type.String(),
    picture: PictureBody,
  }),
])

/** `col,row/cols,rows`, counted from 0. */
const Part = Type.String({ pattern: '^\\d{1,2},\\d{1,2}/\\d{1,2},\\d{1,2}$' })

const HealBody = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 64 }),
  kind: Type.Enum(['webgl', 'tab', 'part', 'start', 'build']),
  at: Type.String({ minLength: 10, maxLength: 40 }),
  tookMs: Type.Number({ minimum: 0 }),
  what: Type.Optional(Type.String({ maxLength: 300 })),
})

/** What a screen reports of itself (`wall-state`). */
export const WallReportBody = Type.Object({
  wall: Id,
  scenario: Type.Union([Id, Type.Null()]),
  mode: Mode,
  link: Type.Enum(['live', 'lost', 'replay']),
  widthPx: Type.Number({ minimum: 0, maximum: 100_000 }),
  heightPx: Type.Number({ minimum: 0, maximum: 100_000 }),
  fps: Type.Union([Type.Number({ minimum: 0, maximum: 1_000 }), Type.Null()]),
  memoryMb: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
  build: Type.String({ maxLength: 100 }),
  clockOffsetMs: Type.Number(),
  applied: Type.Integer({ minimum: 0 }),
  part: Type.Optional(OrNull(Part)),
  page: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  town: Type.Optional(OrNull(Id)),
  focus: Type.Optional(OrNull(Focus)),
  map: Type.Optional(Type.Enum(['drawn', 'reduced', 'lost', 'none'])),
  broken: Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 50 })),
  leaving: Type.Optional(Type.Boolean()),
  heals: Type.Optional(Type.Array(HealBody, { maxItems: 50 })),
})
