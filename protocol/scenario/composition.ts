import { type Static, Type } from 'typebox'

/**
 * Where the headline numbers stand: in the outer column of a wing, as a block over the columns of a wing, or in a band
 * over the whole width. A wall with one column a wing always has the band.
 */
const NUMBERS = ['left-column', 'right-column', 'left-block', 'right-block', 'band'] as const

/** Where a wide panel stands: over two columns of a wing, or in the corner below the district. */
const WIDE_AT = ['left-top', 'left-bottom', 'right-top', 'right-bottom', 'corner'] as const

/** A panel larger than its neighbours: it answers the scenario's question. */
const WidePanel = Type.Object(
  {
    /** Place in `panels`, from 0. */
    panel: Type.Integer({ minimum: 0, maximum: 7 }),
    at: Type.Enum([...WIDE_AT]),
    /** Share of the wing's height, percent. */
    size: Type.Integer({ minimum: 20, maximum: 100 }),
  },
  { additionalProperties: false },
)

/** How the map is looked at while nothing else is asked of it. Without it: from the south, as large as fits. */
const SceneCamera = Type.Object(
  {
    /** From straight above, degrees. */
    pitch: Type.Optional(Type.Number({ minimum: 0, maximum: 60 })),
    /** Clockwise from north, degrees. Left out: the one at which the district stands largest. */
    bearing: Type.Optional(Type.Number({ minimum: -60, maximum: 60 })),
    /** Code of the town that fills the room in the district's place. */
    town: Type.Optional(Type.String({ minLength: 1 })),
    /** Zoom levels nearer than what shows it whole; farther than it, the view moves towards the district. */
    closer: Type.Optional(Type.Number({ minimum: -1, maximum: 2 })),
  },
  { additionalProperties: false },
)
export type SceneCamera = Static<typeof SceneCamera>

/** How a scenario is composed on a wall (构图). What is left out has a default; a narrow wall leaves out what has no room. */
export const Composition = Type.Object(
  {
    numbers: Type.Optional(Type.Enum([...NUMBERS])),
    wide: Type.Optional(Type.Array(WidePanel, { minItems: 1, maxItems: 3 })),
    camera: Type.Optional(SceneCamera),
  },
  { additionalProperties: false },
)
export type Composition = Static<typeof Composition>
