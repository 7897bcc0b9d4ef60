/** Line drawings of 24 × 24, one a family of things; our own, so that no sprite is fetched and none is an emoji. */
const GLYPHS = {
  dot: 'M12 7a5 5 0 1 1 0 10a5 5 0 1 1 0-10z',
  camera: 'M3 7h11v10H3z M15 11l6-3.5v9L15 13z',
  post: 'M6 3h2v18H6z M9 4h9l-2.5 3.5L18 11H9z',
  project: 'M4 20h16v1.5H4z M7 19V6h2v13z M5 5h14v2H5z M16 7v5h-1.5V7z M13 12h4.5v4H13z',
  hall: 'M12 3l9 5v2H3V8z M5 11h2.4v7H5z M10.8 11h2.4v7h-2.4z M16.6 11H19v7h-2.4z M3 19h18v2H3z',
  market: 'M3 4h18l1 6H2z M4 11h16v9H4z M7 13.5v4h4v-4z',
  firm: 'M3 20V10l5 3.5V10l5 3.5V4h3.5v6.5L21 13.5V20z',
  bank: 'M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z M7.5 6.5l4.5 5 4.5-5h-2.6L12 8.8 10.1 6.5z M8 12v1.6h3.2V15H8v1.6h3.2V19h1.6v-2.4H16V15h-3.2v-1.4H16V12z',
  house: 'M12 3l10 8.5h-3V21h-5.5v-6h-3v6H5v-9.5H2z',
  scenic: 'M12 2l3 3h-2v2h4l2 3h-3v3h4l2 3h-3v5h-4.5v-3.5h-5V21H5v-5H2l2-3h4v-3H5l2-3h4V5H9z',
  toilet:
    'M7.5 3a2 2 0 1 1 0 4a2 2 0 1 1 0-4z M5 8h5v6H9v7H6v-7H5z M16.5 3a2 2 0 1 1 0 4a2 2 0 1 1 0-4z M16.5 8l3.5 7h-2v6h-3v-6h-2z',
  drop: 'M12 2.5c4 5.2 6.5 8.3 6.5 11.8a6.5 6.5 0 1 1-13 0C5.5 10.8 8 7.7 12 2.5z',
  flame:
    'M13 2c.5 4 5.5 6.5 5.5 12a6.5 6.5 0 0 1-13 0c0-3 1.5-5 3-6.5.2 2 1 3 2 3.5C10 8 10.5 4.5 13 2z',
  cross: 'M9 3h6v6h6v6h-6v6H9v-6H3V9h6z',
  school: 'M12 4l11 5-11 5L1 9z M5 12.5l7 3.2 7-3.2V17l-7 3.5L5 17z',
  order: 'M6 4h3V2.5h6V4h3v17.5H6z M8.5 9v1.8h7V9z M8.5 13v1.8h7V13z M8.5 17v1.8h4.5V17z',
  alert: 'M12 2.5L22 20.5H2z M11 9v6h2V9z M11 16.5v2h2v-2z',
  person: 'M12 3a4 4 0 1 1 0 8a4 4 0 1 1 0-8z M4.5 21c0-5 3-8 7.5-8s7.5 3 7.5 8z',
  bolt: 'M13.5 2L5 13.5h6L9.5 22 19 10h-6.5z',
  lift: 'M5 3h14v18H5z M8 11h8l-4-5z M8 13h8l-4 5z',
  lid: 'M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z M8 9v1.6h8V9z M8 11.7v1.6h8v-1.6z M8 14.4V16h8v-1.6z',
  signal:
    'M8 2h8v20H8z M12 4a2 2 0 1 0 0 4a2 2 0 1 0 0-4z M12 10a2 2 0 1 0 0 4a2 2 0 1 0 0-4z M12 16a2 2 0 1 0 0 4a2 2 0 1 0 0-4z',
  car: 'M5 6h14l2.5 6v7H18v-2H6v2H2.5v-7z M6.5 8l-1.3 4h13.6l-1.3-4z',
  phone:
    'M7 2.5l3.5 5-2.3 2.3c1 2.6 3.3 5 6 6l2.3-2.3 5 3.5c-.5 3-2 4.5-4.5 4.5C9.5 21.5 2.5 14.5 2.5 7 2.5 4.5 4 3 7 2.5z',
  chat: 'M3 4h18v12H11l-5 5v-5H3z',
  sensor:
    'M12 9.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5z M6.3 5l1.5 1.5a7 7 0 0 0 0 11L6.3 19a9.2 9.2 0 0 1 0-14z M17.7 5l-1.5 1.5a7 7 0 0 1 0 11l1.5 1.5a9.2 9.2 0 0 0 0-14z',
  sport: 'M2 9h2.5v6H2z M5.5 7H9v10H5.5z M10 11h4v2h-4z M15 7h3.5v10H15z M19.5 9H22v6h-2.5z',
} as const satisfies Record<string, string>

export type GlyphName = keyof typeof GLYPHS
const GLYPH_NAMES = Object.keys(GLYPHS).filter((name): name is GlyphName => name in GLYPHS)

/** Words of an id, in order of weight, and the family they mean. */
const FAMILIES: readonly (readonly [RegExp, GlyphName])[] = [
  [/camera/, 'camera'],
  [/toilet/, 'toilet'],
  [/duty|post/, 'post'],
  [/fire-station|fire\./, 'flame'],
  [/pump|flood|waterlogged|river|outfall|drain/, 'drop'],
  [/gas/, 'flame'],
  [/hospital|health/, 'cross'],
  [/school/, 'school'],
  [/elevator|lift/, 'lift'],
  [/lids/, 'lid'],
  [/signal/, 'signal'],
  [/accident|traffic|crane/, 'car'],
  [/sos|elderly/, 'phone'],
  [/hotline|appeal/, 'chat'],
  [/scenic|park|tourism/, 'scenic'],
  [/market|food/, 'market'],
  [/bank/, 'bank'],
  [/housing|land|estate/, 'house'],
  [/project/, 'project'],
  [/firm|hazmat|enterprise/, 'firm'],
  [/hall|station|window|inspection/, 'hall'],
  [/fitness/, 'sport'],
  [/alarm/, 'alert'],
  [/outage|power/, 'bolt'],
  [/iot|sensor/, 'sensor'],
  [/orders:/, 'order'],
]

/** The drawing for a binding; a plain dot for what no family knows. */
export const glyphOf = (binds: string): GlyphName =>
  FAMILIES.find(([words]) => words.test(binds))?.[1] ?? 'dot'

export const glyphPath = (name: GlyphName): string => GLYPHS[name]

/** Pixels a glyph's edge in the atlas: sharp up to an icon of twice that size. */
const CELL = 96

export type IconMapping = Record<
  string,
  { x: number; y: number; width: number; height: number; mask: boolean }
>

/** Places of the glyphs in the atlas. */
export const ICON_MAPPING: IconMapping = Object.fromEntries(
  GLYPH_NAMES.map((name, index) => [
    name,
    {
      x: (index % 8) * CELL,
      y: Math.floor(index / 8) * CELL,
      width: CELL,
      height: CELL,
      mask: true,
    },
  ]),
)

/** Draws the atlas once, in white: layers tint it. @returns null where there is no 2D canvas */
export function drawIconAtlas(): HTMLCanvasElement | null {
  const canvas = document.createElement('canvas')
  canvas.width = 8 * CELL
  canvas.height = Math.ceil(GLYPH_NAMES.length / 8) * CELL
  const context = canvas.getContext('2d')
  if (context === null) return null
  context.fillStyle = '#fff'
  GLYPH_NAMES.forEach((name, index) => {
    context.setTransform(
      CELL / 26,
      0,
      0,
      CELL / 26,
      (index % 8) * CELL + CELL / 26,
      Math.floor(index / 8) * CELL + CELL / 26,
    )
    context.fill(new Path2D(GLYPHS[name]), 'evenodd')
  })
  return canvas
}
