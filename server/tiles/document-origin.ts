import { AppError } from '../../protocol/error/codes.ts'
import type { TileSet } from '../../protocol/geo/tile-set.ts'
import { boundsOf, isJson, type Json, plainCredit, vectorLayers, wholeZoom } from './document.ts'
import type { TileOrigin } from './origin.ts'
import { readTemplate } from './template-origin.ts'
import type { Upstream } from './upstream.ts'

const MAX_DOCUMENT_BYTES = 4_194_304
/** Tile servers change their documents when the data is made anew. */
const DOCUMENT_LIFE_MS = 600_000
/** A style leads to a TileJSON document, which leads nowhere else. */
const MAX_STEPS = 2

type Described = { readonly set: TileSet; readonly template: string }

const unusable = (why: string): AppError => new AppError('TILES_UNUSABLE', { detail: { why } })

/** The tile source of a style: its first vector source, else its first raster one. Its looks are not taken. */
function sourceOfStyle(style: Json): Json {
  const sources = isJson(style['sources']) ? Object.values(style['sources']).filter(isJson) : []
  const found =
    sources.find(({ type }) => type === 'vector') ?? sources.find(({ type }) => type === 'raster')
  if (found === undefined) throw unusable('the style names no tile source')
  return found
}

function describe(source: Json, base: string): Described {
  const [first] = Array.isArray(source['tiles']) ? (source['tiles'] as readonly unknown[]) : []
  if (typeof first !== 'string' || !URL.canParse(first, base)) {
    throw unusable('the document names no tiles')
  }
  const isTms = source['scheme'] === 'tms'
  // Braces are escaped when an address is made whole; they are put back.
  const whole = new URL(first, base).href.replace(/%7B/gi, '{').replace(/%7D/gi, '}')
  const template = isTms ? whole.replace('{y}', '{-y}') : whole
  const layers = vectorLayers(source)
  const isVector =
    layers !== null ||
    source['type'] === 'vector' ||
    source['format'] === 'pbf' ||
    /\.(pbf|mvt)$/i.test(new URL(first, base).pathname)
  const minZoom = wholeZoom(source['minzoom'], 0)
  const tileSize = source['tileSize'] === 512 || source['tilesize'] === 512 ? 512 : 256
  return {
    template,
    set: {
      kind: isVector ? 'vector' : 'raster',
      datum: 'wgs84',
      minZoom,
      maxZoom: Math.max(minZoom, wholeZoom(source['maxzoom'], isVector ? 14 : 18)),
      tileSize: isVector ? 512 : tileSize,
      bounds: boundsOf(source['bounds']),
      layers,
      credit: plainCredit(source['attribution']),
    },
  }
}

/** Tiles that a TileJSON document or a style describes; the document is read anew every ten minutes. */
export function createDocumentOrigin(
  upstream: Upstream,
  url: string,
  nowMs: () => number,
): TileOrigin {
  let known: (Described & { readonly atMs: number }) | null = null

  async function fetchJson(from: string): Promise<Json> {
    const { status, body } = await upstream.get(from, { maxBytes: MAX_DOCUMENT_BYTES })
    if (status !== 200) throw new AppError('TILES_UNREACHABLE', { detail: { upstream: status } })
    try {
      const parsed: unknown = JSON.parse(body.toString('utf8'))
      if (isJson(parsed)) return parsed
    } catch {
      // Told below: the text itself may be anything.
    }
    throw unusable('the document is no JSON object')
  }

  async function follow(from: string, stepsLeft: number): Promise<Described> {
    const document = await fetchJson(from)
    if (!isJson(document['sources'])) return describe(document, from)
    const source = sourceOfStyle(document)
    const next = source['url']
    if (typeof next !== 'string') return describe(source, from)
    if (stepsLeft === 0 || !URL.canParse(next, from) || /^pmtiles:/i.test(next)) {
      throw unusable('the style leads to a source of a kind that is not known here')
    }
    return follow(new URL(next, from).href, stepsLeft - 1)
  }

  async function current(): Promise<Described> {
    const atMs = nowMs()
    if (known !== null && atMs - known.atMs < DOCUMENT_LIFE_MS) return known
    try {
      known = { ...(await follow(url, MAX_STEPS)), atMs }
    } catch (error) {
      if (known === null) throw error
    }
    return known
  }

  return {
    describe: async () => (await current()).set,
    read: async (id) => readTemplate(upstream, (await current()).template, id),
    close: async () => upstream.close(),
  }
}
