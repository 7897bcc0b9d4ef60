import { resolve } from 'node:path'
import type { TileDatum } from '../../protocol/geo/tile-set.ts'
import { isNeverHost } from './address.ts'

/** Where a site's own tiles are. Addresses may hold a key: none of them is ever logged or told. */
export type TileAddress =
  /** `{z}`, `{x}` and `{y}` (or `{-y}`, counted from the south) stand where the numbers go. */
  | { readonly kind: 'template'; readonly template: string; readonly format: 'raster' | 'vector' }
  /** A TileJSON document, or a style in which a tile source is named. */
  | { readonly kind: 'document'; readonly url: string }
  | { readonly kind: 'archive'; readonly url: string }
  /** Absolute path of a `.pmtiles` file on this machine. */
  | { readonly kind: 'archive-file'; readonly path: string }

export type TileSetting = {
  readonly address: TileAddress
  readonly datum: TileDatum
  /** What the operator wants said of the map's maker; null: what the source says. */
  readonly credit: string | null
}

/** Names that OGC WMTS and map servers give to the same three numbers. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/\{tilematrix\}/gi, '{z}'],
  [/\{tilecol\}/gi, '{x}'],
  [/\{tilerow\}/gi, '{y}'],
  [/\{zoom\}/gi, '{z}'],
]

const DATUMS: Readonly<Record<string, TileDatum>> = {
  wgs84: 'wgs84',
  cgcs2000: 'wgs84',
  gcj02: 'gcj02',
}

const isVectorPath = (pathname: string): boolean => /\.(pbf|mvt)$/i.test(pathname)
/** The matrix set `c` of 天地图 and EPSG:4490 / 4326 count degrees; a wall's map is drawn in Web Mercator. */
const COUNTS_DEGREES = /[?&]tilematrixset=(c|EPSG:4490|EPSG:4326)(&|$)/i

type Read = { readonly address: TileAddress } | { readonly problem: string }

function readTemplate(text: string): Read {
  const template = ALIASES.reduce((done, [name, short]) => done.replace(name, short), text)
  const count = (name: string): number => template.split(name).length - 1
  if (template.includes('{s}')) {
    return { problem: 'holds {s}: name one host (for 天地图 any of t0 to t7)' }
  }
  if (count('{z}') !== 1 || count('{x}') !== 1 || count('{y}') + count('{-y}') !== 1) {
    return { problem: 'must hold {z}, {x} and {y} once each' }
  }
  const url = new URL(template)
  if (COUNTS_DEGREES.test(url.search) || /_c\/wmts$/i.test(url.pathname)) {
    return { problem: 'is a tile matrix in degrees; take the one in Web Mercator (天地图: …_w)' }
  }
  if (/[{}]/.test(template.replace(/\{(z|x|-?y)\}/g, ''))) {
    return { problem: 'holds a placeholder other than {z}, {x}, {y}' }
  }
  if (/[{}]/.test(decodeURIComponent(url.host))) {
    return { problem: 'must name one host; numbers of a tile stand behind it' }
  }
  const format = isVectorPath(url.pathname) ? 'vector' : 'raster'
  return { address: { kind: 'template', template, format } }
}

function readAddress(text: string, workingDir: string): Read {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) {
    return /\.pmtiles$/i.test(text)
      ? { address: { kind: 'archive-file', path: resolve(workingDir, text) } }
      : { problem: 'is neither an http(s) address nor the path of a .pmtiles file' }
  }
  // A brace is no sign of a host name, and WHATWG's parser refuses it there before we can say why.
  if (!URL.canParse(text)) return { problem: 'is an address that cannot be read' }
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol)) return { problem: 'must be an http or https address' }
  if (url.username !== '' || url.password !== '') {
    return { problem: 'must not hold a user name or password' }
  }
  if (isNeverHost(url.hostname)) {
    return { problem: 'leads to a link-local, metadata or multicast address' }
  }
  if (/[{}]/.test(text)) return readTemplate(text)
  if (/\.pmtiles$/i.test(url.pathname)) return { address: { kind: 'archive', url: url.href } }
  if (isVectorPath(url.pathname) || /\.(png|jpe?g|webp|avif)$/i.test(url.pathname)) {
    return { problem: 'is the address of a single tile; write {z}, {x} and {y} for its numbers' }
  }
  return { address: { kind: 'document', url: url.href } }
}

/**
 * Reads `NZH_MAP_TILES`, `NZH_MAP_TILES_DATUM` and `NZH_MAP_TILES_CREDIT`.
 *
 * @param tell is told each problem, in words that hold nothing of the address: it may hold a key
 * @returns null when no tiles are set, or when there was a problem
 */
export function readTileSetting(
  read: (name: string) => string | null,
  workingDir: string,
  tell: (problem: string) => void,
): TileSetting | null {
  const text = read('NZH_MAP_TILES')
  const datumText = read('NZH_MAP_TILES_DATUM') ?? 'wgs84'
  const credit = read('NZH_MAP_TILES_CREDIT')
  const datum = DATUMS[datumText.toLowerCase()]
  if (datum === undefined) {
    tell(`NZH_MAP_TILES_DATUM=${datumText}: must be one of ${Object.keys(DATUMS).join(', ')}`)
  }
  if (credit !== null && !/^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]{2,120}$/u.test(credit)) {
    tell('NZH_MAP_TILES_CREDIT: must be 2 to 120 letters, digits and signs on one line')
  }
  if (text === null) return null
  const found = readAddress(text, workingDir)
  if ('problem' in found) {
    tell(`NZH_MAP_TILES ${found.problem} (TILES_SETTING)`)
    return null
  }
  if (datum === 'gcj02' && found.address.kind === 'template' && found.address.format === 'vector') {
    tell('NZH_MAP_TILES_DATUM=gcj02: only picture tiles can be put right, not vector tiles')
  }
  return { address: found.address, datum: datum ?? 'wgs84', credit }
}
