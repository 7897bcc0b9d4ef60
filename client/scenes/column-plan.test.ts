import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Composition } from '../../protocol/scenario/composition.ts'
import type { Scenario } from '../../protocol/scenario/scenario.ts'
import { defaultSight } from '../../protocol/wall/sight.ts'
import { type WallPlan, wallPlan } from './column-plan.ts'
import { layoutFor, type WallLayout } from './layout.ts'
import { leastPanelU, panelWeight } from './placement.ts'
import type { Span } from './seams.ts'

const files = import.meta.glob<Scenario>('../../scenarios/*/*.json', {
  import: 'default',
  eager: true,
})
const scenarios = Object.values(files).filter((file) => Array.isArray(file.panels))

const layoutOf = (width: number, height: number, numbers: number, band: boolean): WallLayout =>
  layoutFor(width, height, defaultSight(width / height), { numbers, band })

const planOf = (scenario: Scenario, width: number, height: number) => {
  const { composition, headline, panels } = scenario
  const weights = panels.map(panelWeight)
  const layout = layoutOf(width, height, headline.length, composition?.numbers === 'band')
  return { layout, weights, plan: wallPlan(weights, headline.length, layout, composition) }
}

const panelsOf = ({ columns, blocks }: WallPlan): number[] =>
  [
    ...columns.flatMap(({ pages }) => pages.flat(2)),
    ...blocks.flatMap(({ holds }) => ('panel' in holds ? [holds.panel] : [])),
  ].sort((a, b) => a - b)

type Box = { readonly wing: string; readonly across: Span; readonly down: Span }

/** Everything that stands on the wings, as boxes. */
function boxesOf({ columns, blocks }: WallPlan, layout: WallLayout): Box[] {
  const count = layout.columns.length
  return [
    ...blocks,
    ...columns.flatMap(({ numbers, parts, pages }, at) => {
      const wing = layout.wings === 2 && at >= count ? 'right' : 'left'
      const across = layout.columns[at % count] ?? { from: 0, to: 0 }
      const used = pages.flat(2).length > 0 ? parts : []
      return [...numbers.map(({ span }) => span), ...used].map((down) => ({ wing, across, down }))
    }),
  ]
}

const meet = (a: Span, b: Span): boolean => a.from < b.to - 1e-6 && b.from < a.to - 1e-6

const overlapping = (boxes: readonly Box[]): number =>
  boxes.filter((a, i) =>
    boxes
      .slice(i + 1)
      .some((b) => a.wing === b.wing && meet(a.across, b.across) && meet(a.down, b.down)),
  ).length

const compositions: fc.Arbitrary<Composition> = fc.record(
  {
    numbers: fc.constantFrom('left-column', 'right-column', 'left-block', 'right-block', 'band'),
    wide: fc.uniqueArray(
      fc.record({
        panel: fc.integer({ min: 0, max: 7 }),
        at: fc.constantFrom('left-top', 'left-bottom', 'right-top', 'right-bottom', 'corner'),
        size: fc.integer({ min: 20, max: 100 }),
      }),
      { maxLength: 3, comparator: (a, b) => a.panel === b.panel || a.at === b.at },
    ),
  },
  { requiredKeys: [] },
)

describe('whatever a composition asks for', () => {
  const walls = fc.constantFrom(
    [1920, 1080],
    [2560, 1080],
    [3840, 1080],
    [5760, 1080],
    [1080, 1920],
    [800, 600],
  )
  const weights = fc.array(fc.double({ min: 0.6, max: 1.6, noNaN: true }), {
    minLength: 4,
    maxLength: 8,
  })

  test('every panel and every number stands once, none upon another', () => {
    fc.assert(
      fc.property(
        compositions,
        walls,
        weights,
        fc.integer({ min: 3, max: 6 }),
        (composition, [width = 0, height = 0], panels, numbers) => {
          const layout = layoutOf(width, height, numbers, composition.numbers === 'band')
          const plan = wallPlan(panels, numbers, layout, composition)
          expect(panelsOf(plan)).toEqual(panels.map((_, index) => index))
          expect(overlapping(boxesOf(plan, layout))).toBe(0)
          const inColumns = plan.columns.flatMap((column) => column.numbers)
          const inBlocks = plan.blocks.filter(({ holds }) => 'perRow' in holds)
          const shown = layout.headline === 'column' ? 1 : 0
          expect(inColumns.length + inBlocks.length).toBe(shown)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('the compositions of the 57', () => {
  test('no two scenarios are composed alike', () => {
    const composed = scenarios.map(({ composition }) => JSON.stringify(composition))
    expect(scenarios).toHaveLength(57)
    expect(new Set(composed).size).toBe(57)
  })

  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    '%s fills a wall of 32:9, and every panel is high enough to be read',
    (_, scenario) => {
      const { layout, weights, plan } = planOf(scenario, 3840, 1080)
      const [whole] = layout.parts
      const short = plan.columns.flatMap((column) => {
        const panels = column.pages.flat(2)
        const room = column.parts.reduce((sum, { from, to }) => sum + to - from, 0)
        const wanted = panels.reduce((sum, at) => sum + leastPanelU(weights[at] ?? 1) + 16, -16)
        return panels.length > 0 && room < wanted - 1 ? [`${room} of ${wanted}`] : []
      })
      const empty = plan.columns.filter((column, at) => {
        if (column.pages.flat(2).length > 0 || column.numbers.length > 0) return false
        const wing = at < layout.columns.length ? 'left' : 'right'
        const across = layout.columns[at % layout.columns.length] ?? { from: 0, to: 0 }
        const taken = plan.blocks
          .filter((block) => block.wing === wing && meet(block.across, across))
          .reduce((sum, { down }) => sum + down.to - down.from + 16, 0)
        return (whole?.to ?? 0) - (whole?.from ?? 0) - taken > 100
      })
      expect({
        short,
        empty: empty.length,
        pages: plan.columns.map((c) => c.pages.length),
      }).toEqual({
        short: [],
        empty: 0,
        pages: plan.columns.map(() => 1),
      })
    },
  )

  test.each([
    [1920, 1080],
    [2560, 1080],
    [5760, 1080],
    [1080, 1920],
  ])('at %i × %i no panel has to wait for its turn', (width, height) => {
    const turning = scenarios.filter((scenario) =>
      planOf(scenario, width, height).plan.columns.some(({ pages }) => pages.length > 1),
    )
    expect(turning.map(({ id }) => id)).toEqual([])
  })
})
