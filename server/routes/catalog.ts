import type { FastifyPluginAsync } from 'fastify'
import type { CatalogSource, LoadedCatalog } from '../../scenarios/loaded.ts'

/** How a Chinese name is typed: first letters (`cszh`) and in full (`chengshizonghe`). */
export type PinyinEntry = { readonly initials: string; readonly full: string }

/** The dictionary is loaded when it is first asked for. */
async function pinyinTable({ catalog }: LoadedCatalog): Promise<Record<string, PinyinEntry>> {
  const { pinyin } = await import('pinyin-pro')
  const toPinyin = (name: string): PinyinEntry => {
    const syllables = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive' })
    const letters = syllables.map((syllable) => syllable.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    return { initials: letters.map((part) => part[0] ?? '').join(''), full: letters.join('') }
  }

  return Object.fromEntries([
    ...[...catalog.scenarios, ...catalog.indicators].map(
      ({ id, name_zh }) => [id, toPinyin(name_zh)] as const,
    ),
    ...[...catalog.towns, ...catalog.orderTypes, ...catalog.departments].map(
      ({ code, name_zh }) => [code, toPinyin(name_zh)] as const,
    ),
  ])
}

/** The catalog over HTTP: serialised once a version, `304` for whoever has it already. */
export const catalogRoutes: FastifyPluginAsync<{ catalog: CatalogSource }> = async (
  app,
  { catalog },
) => {
  const cached = new Map<string, { version: string; body: Promise<string> }>()
  const bodyOf = (name: string, make: (loaded: LoadedCatalog) => unknown): Promise<string> => {
    const loaded = catalog.current()
    const { version } = loaded.catalog
    const found = cached.get(name)
    if (found?.version === version) return found.body
    const body = Promise.resolve(make(loaded)).then((made) => JSON.stringify(made))
    cached.set(name, { version, body })
    return body
  }

  const serve = (path: string, make: (loaded: LoadedCatalog) => unknown): void => {
    app.get(path, { config: { permit: 'catalog.read' } }, async (request, reply) => {
      const etag = `"${catalog.current().catalog.version}"`
      reply.header('etag', etag).header('cache-control', 'no-cache')
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(await bodyOf(path, make))
    })
  }
  serve('/catalog', (loaded) => loaded.catalog)
  serve('/catalog/pinyin', pinyinTable)

  /** What was refused in the files and why: the last good version of each goes on meanwhile. */
  app.get('/catalog/problems', { config: { permit: 'catalog.read' } }, () => ({
    version: catalog.current().catalog.version,
    problems: catalog.problems(),
  }))
}
