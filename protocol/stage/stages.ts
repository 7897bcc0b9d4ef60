import { type Static, Type } from 'typebox'
import { LEVELS } from '../indicator/definition.ts'

const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60 })
const Text = Type.String({ minLength: 1, maxLength: 200 })
/** `30s`, `5min`, `2h`, `1d`. */
const Duration = Type.String({ pattern: '^\\d{1,9}(s|min|h|d)$' })
const AtLeastOne = Type.Integer({ minimum: 1, maximum: 1_000 })
const closed = { additionalProperties: false } as const

/** From calm to worst. */
export const STAGE_NUMBERS = [1, 2, 3, 4, 5] as const
/** Levels of response (响应等级), from the whole city's own to the lightest. */
const RESPONSES = ['I', 'II', 'III', 'IV'] as const

/** One thing that can be looked up. A missing or stale value holds nothing. */
export const Condition = Type.Union([
  /** An indicator at or past a value, in its unit; `place` left out: the whole district. */
  Type.Object({ indicator: Text, place: Type.Optional(Text), atLeast: Type.Number() }, closed),
  Type.Object({ indicator: Text, place: Type.Optional(Text), atMost: Type.Number() }, closed),
  /** An indicator past the catalog's own limit of that level. */
  Type.Object(
    { indicator: Text, place: Type.Optional(Text), level: Type.Enum([...LEVELS]) },
    closed,
  ),
  /** So many standing alarms of that level or worse that nobody shelved, in so many categories; of one scenario if named. */
  Type.Object(
    {
      alarms: AtLeastOne,
      level: Type.Enum([...LEVELS]),
      categories: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
      scenario: Type.Optional(Text),
    },
    closed,
  ),
  /** So many emergencies (战时) that are on; exercises do not count. */
  Type.Object({ emergencies: AtLeastOne }, closed),
])
export type Condition = Static<typeof Condition>
export type IndicatorCondition = Extract<Condition, { readonly indicator: string }>

/** One written criterion (判据) of a stage: all of its conditions at once, for so long without a break. */
export const Criterion = Type.Object(
  {
    id: Id,
    /** The same as `all` and `for`, as people read it; names every number. */
    zh: Text,
    en: Text,
    all: Type.Array(Condition, { minItems: 1, maxItems: 5 }),
    for: Duration,
  },
  closed,
)
export type Criterion = Static<typeof Criterion>

export const Stage = Type.Object(
  {
    stage: Type.Enum([...STAGE_NUMBERS]),
    name_zh: Text,
    name_en: Text,
    /** Its warning colour; null: none. */
    level: Type.Union([Type.Enum([...LEVELS]), Type.Null()]),
    /** The level of response that goes with it; null: none. */
    response: Type.Union([Type.Enum([...RESPONSES]), Type.Null()]),
    /** How long a criterion must be known not to hold before it stops counting. */
    leave_after: Duration,
    /** Any of them is enough; a stage without one is what remains. */
    criteria: Type.Array(Criterion, { maxItems: 60 }),
  },
  closed,
)
export type Stage = Static<typeof Stage>

/** The stages of the city (城市运行阶段) as their file has them, from 1 to 5. */
export const Stages = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    /** How long a criterion that held may be unknown before it stops counting. */
    forget_after: Duration,
    stages: Type.Array(Stage, { minItems: 5, maxItems: 5 }),
  },
  closed,
)
export type Stages = Static<typeof Stages>
