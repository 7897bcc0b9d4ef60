/** Names that drivers without a graphics card give themselves. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** How this browser draws the map. */
export type MapDrawing = {
  /** Width and height that a picture may have, px. */
  readonly maxTexturePx: number
  /** Drawn by the processor: half the pixels each way, no smoothed edges, no flights, so that numbers stay in time. */
  readonly reduced: boolean
}

/**
 * @param renderer what WebGL calls its driver
 * @param search the page's query: `map=full` or `map=reduced` decides instead
 */
export function isReduced(renderer: string, search: string): boolean {
  const asked = new URLSearchParams(search).get('map')
  return asked === 'reduced' || (asked !== 'full' && SOFTWARE.test(renderer))
}

/**
 * Whether the browser draws WebGL2, and how. The probe's context is given back at once: a page keeps 16.
 *
 * @returns null without WebGL2
 */
export function probeWebgl(): MapDrawing | null {
  const gl = document.createElement('canvas').getContext('webgl2')
  if (gl === null) return null
  const size: unknown = gl.getParameter(gl.MAX_TEXTURE_SIZE)
  const told = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer: unknown = gl.getParameter(told?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER)
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return {
    maxTexturePx: typeof size === 'number' ? size : 4096,
    reduced: isReduced(String(renderer), window.location.search),
  }
}

export const prefersStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
