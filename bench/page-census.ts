import type { CDPSession, Page } from 'playwright-core'

/** What a page holds at one moment, after garbage collection. */
export type Census = {
  readonly heapMb: number
  readonly nodes: number
  readonly listeners: number
  /** WebGL buffers, textures, programs, shaders, vertex arrays, framebuffers and samplers that the page still has. */
  readonly glObjects: number
  readonly contexts: number
  readonly charts: number
}

/**
 * Counts WebGL objects from the page's first script on; one that nothing holds any more is gone when the browser
 * collects it, as the specification has it. `__name` is what the benchmarks' loader calls in page code.
 */
const COUNT_GL = `(() => {
  globalThis.__name ??= (named) => named
  const count = { made: 0, gone: 0, contexts: 0 }
  Object.assign(window, { glCount: count })
  const kinds = ['Buffer', 'Texture', 'Program', 'Shader', 'VertexArray', 'Framebuffer', 'Renderbuffer', 'Sampler']
  const proto = WebGL2RenderingContext.prototype
  const collected = new FinalizationRegistry((token) => {
    if (!token.deleted) count.gone++
  })
  for (const kind of kinds) {
    const make = proto['create' + kind], drop = proto['delete' + kind]
    const live = new WeakMap()
    proto['create' + kind] = function (...args) {
      const made = make.apply(this, args)
      if (made) {
        const token = { deleted: false }
        count.made++
        live.set(made, token)
        collected.register(made, token)
      }
      return made
    }
    proto['delete' + kind] = function (thing) {
      const token = thing && live.get(thing)
      if (token && !token.deleted) {
        token.deleted = true
        count.gone++
      }
      return drop.call(this, thing)
    }
  }
  const get = HTMLCanvasElement.prototype.getContext
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    const had = this.hadContext
    const context = get.call(this, kind, ...rest)
    if (context && kind.startsWith('webgl') && !had) { this.hadContext = true; count.contexts++ }
    return context
  }
})()`

export const countGl = (page: Page): Promise<unknown> => page.addInitScript(COUNT_GL)

export async function takeCensus(page: Page, cdp: CDPSession): Promise<Census> {
  for (let i = 0; i < 3; i++) {
    await cdp.send('HeapProfiler.collectGarbage')
    // What was collected is told in a task of its own.
    await page.waitForTimeout(100)
  }
  const { metrics } = await cdp.send('Performance.getMetrics')
  const metric = (name: string): number => metrics.find((each) => each.name === name)?.value ?? 0
  const inPage = await page.evaluate(() => {
    const { glCount } = window as unknown as {
      glCount: { made: number; gone: number; contexts: number }
    }
    return {
      glObjects: glCount.made - glCount.gone,
      contexts: glCount.contexts,
      charts: document.querySelectorAll('[_echarts_instance_]').length,
    }
  })
  return {
    heapMb: metric('JSHeapUsedSize') / 2 ** 20,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    ...inPage,
  }
}

/** Least-squares slope of y over x. @returns 0 for fewer than two points */
export function slope(points: readonly (readonly [number, number])[]): number {
  const n = points.length
  if (n < 2) return 0
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / n
  const [mx, my] = [mean(0), mean(1)]
  const over = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0)
  const under = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
  return under === 0 ? 0 : over / under
}

/** What draws the page's WebGL, as the browser names it. */
export const glRenderer = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2')
    const info = gl?.getExtension('WEBGL_debug_renderer_info')
    const name: unknown = info == null ? null : gl?.getParameter(info.UNMASKED_RENDERER_WEBGL)
    gl?.getExtension('WEBGL_lose_context')?.loseContext()
    return typeof name === 'string' ? name : 'unknown'
  })
