/**
 * Whether the browser draws WebGL2, and how large a picture may be. The probe's context is given back at once:
 * a page keeps 16.
 *
 * @returns null without WebGL2
 */
export function probeWebgl(): { readonly maxTexturePx: number } | null {
  const gl = document.createElement('canvas').getContext('webgl2')
  if (gl === null) return null
  const size: unknown = gl.getParameter(gl.MAX_TEXTURE_SIZE)
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return { maxTexturePx: typeof size === 'number' ? size : 4096 }
}

export const prefersStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
