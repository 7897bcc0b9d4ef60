import { valueKey } from '../../protocol/indicator/value.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { layerStrengths, planLayer } from './layers/build.ts'
import type { LayerPlan, StageContext } from './layers/plan.ts'
import { type MarkSet, marksOf, type World } from './marks.ts'

export type PlannedLayer = { readonly set: MarkSet; readonly plan: LayerPlan }
type Kept = PlannedLayer & { readonly inputs: readonly unknown[]; readonly stage: StageContext }

/**
 * Plans of a scenario's layers, kept while nothing they are made of has changed: a tick that touches one
 * indicator makes new rows for its layer alone, and the others' rows stay the same objects.
 */
export class ScenePlans {
  readonly #kept = new Map<string, Kept>()

  update(
    scenario: Scenario,
    world: World,
    stage: Omit<StageContext, 'strength'>,
  ): readonly PlannedLayer[] {
    const strengths = layerStrengths(scenario.layers.map(({ layer }) => layer))
    const ids = new Set<string>()
    const planned = scenario.layers.map((layer, index): PlannedLayer => {
      const id = `${scenario.id} ${index} ${layer.layer} ${layer.binds}`
      ids.add(id)
      const kept = this.#kept.get(id)
      const inputs = inputsOf(layer.binds, world)
      const full: StageContext = { ...stage, strength: strengths[index] ?? 1 }
      if (kept !== undefined && same(kept.inputs, inputs) && sameStage(kept.stage, full))
        return kept
      const set =
        kept !== undefined && same(kept.inputs, inputs) ? kept.set : marksOf(layer.binds, world)
      const next = { set, plan: planLayer({ layer, set, stage: full }), inputs, stage: full }
      this.#kept.set(id, next)
      return next
    })
    for (const id of this.#kept.keys()) if (!ids.has(id)) this.#kept.delete(id)
    return planned
  }
}

/** The objects a binding is made of; stores replace an object only when it changed. */
function inputsOf(binds: string, world: World): readonly unknown[] {
  if (binds.startsWith('orders:')) return [world.orders, world.places]
  if (binds.startsWith('assets:')) return [world.assets.get(binds.slice('assets:'.length))]
  const places = world.placesOf.get(binds) ?? []
  return [
    world.indicators.get(binds),
    world.places,
    ...places.map((place) => world.values.get(valueKey(binds, place))),
  ]
}

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i])

const sameStage = (a: StageContext, b: StageContext): boolean =>
  a.theme === b.theme &&
  a.geo === b.geo &&
  a.unitPx === b.unitPx &&
  a.metersPerPx === b.metersPerPx &&
  a.squeeze === b.squeeze &&
  a.accent === b.accent &&
  a.town === b.town &&
  a.strength === b.strength
