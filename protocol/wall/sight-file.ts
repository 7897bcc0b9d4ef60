import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { WallSight } from './sight.ts'

const Millimetres = Type.Number({ minimum: 100, maximum: 200_000 })
const Metres = Type.Number({ minimum: 0.2, maximum: 200 })

/** A wall as its file and the wire hold it. */
export const WallSightSchema = Type.Object(
  {
    widthMm: Millimetres,
    heightMm: Millimetres,
    glanceM: Metres,
    scanM: Metres,
    readM: Metres,
  },
  { additionalProperties: false },
)

/** The walls of a deployment by their ids (`main`), as its file holds them. */
const WallSightsSchema = Type.Record(Type.String({ maxLength: 100 }), WallSightSchema)
export type WallSights = Readonly<Record<string, WallSight>>

/**
 * The walls from their file.
 *
 * @returns one line for each value that cannot be used instead, when there is one
 */
export function readWallSights(
  given: unknown,
): { readonly walls: WallSights } | { readonly problems: readonly string[] } {
  const errors = Value.Errors(WallSightsSchema, given)
  if (errors.length > 0) {
    return { problems: errors.map((error) => `${error.instancePath}: ${error.message}`) }
  }
  const walls = Value.Decode(WallSightsSchema, given)
  const problems = Object.entries(walls).flatMap(([id, { glanceM, scanM, readM }]) =>
    glanceM >= scanM && scanM >= readM
      ? []
      : [
          `/${id}: a glance (${glanceM} m) is from no nearer than a scan (${scanM} m), and that than reading (${readM} m)`,
        ],
  )
  return problems.length > 0 ? { problems } : { walls }
}
