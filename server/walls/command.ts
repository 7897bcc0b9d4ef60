import { type Static, Type } from 'typebox'

/** Most scenarios of one tour; a district has 57 and may add its own. */
const MAX_TOUR = 200
const Id = Type.String({ minLength: 1, maxLength: 100 })

/** Body of `POST /api/v1/walls/:id/command` (PROTOCOL §9). */
export const WallCommandBody = Type.Union([
  Type.Object({ command: Type.Literal('show'), scenario: Id }, { additionalProperties: false }),
  Type.Object(
    {
      command: Type.Literal('tour'),
      scenarios: Type.Array(Id, { minItems: 1, maxItems: MAX_TOUR }),
      seconds: Type.Number({ minimum: 3, maximum: 3_600 }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      command: Type.Literal('focus'),
      /** WGS 84 `[lon, lat]`. */
      position: Type.Tuple([
        Type.Number({ minimum: -180, maximum: 180 }),
        Type.Number({ minimum: -85, maximum: 85 }),
      ]),
      zoom: Type.Number({ minimum: 0, maximum: 24 }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      command: Type.Literal('mode'),
      mode: Type.Enum(['normal', 'emergency']),
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
])

export type WallCommandBody = Static<typeof WallCommandBody>

/** What a screen reports of itself (`wall-state`). */
export const WallReportBody = Type.Object({
  wall: Id,
  scenario: Type.Union([Id, Type.Null()]),
  mode: Type.Enum(['normal', 'emergency']),
  link: Type.Enum(['live', 'lost', 'replay']),
  widthPx: Type.Number({ minimum: 0, maximum: 100_000 }),
  heightPx: Type.Number({ minimum: 0, maximum: 100_000 }),
  fps: Type.Union([Type.Number({ minimum: 0, maximum: 1_000 }), Type.Null()]),
  memoryMb: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
  build: Type.String({ maxLength: 100 }),
  clockOffsetMs: Type.Number(),
  applied: Type.Integer({ minimum: 0 }),
})
