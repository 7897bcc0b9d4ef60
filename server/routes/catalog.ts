import type { FastifyPluginAsync } from 'fastify'
import { pinyin } from 'pinyin-pro'
import type { CatalogSource, LoadedCatalog } from '../../scenarios/loaded.ts'

/** How a Chinese name is typed: first letters (`cszh`) and in full (`chengshizonghe`). */
export type PinyinEntry = { readonly initials: string; readonly full: string }

const toPinyin = (name: string): PinyinEntry => {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive' })
  const letters = syllables.map((syllable) => syllable.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
  return { initials: letters.map((part) => part[0] ?? '').join(''), full: letters.join('') }
}

const pinyinTable = ({ catalog }: LoadedCatalog): Record<string, PinyinEntry> =>
  Object.fromEntries([
    ...[...catalog.scenarios, ...catalog.indicators].map(
      ({ id, name_zh }) => [id, toPinyin(name_zh)] as const,
    ),
    ...catalog.towns.map(({ code, name_zh }) => [code, toPinyin(name_zh)] as const),
  ])

/** The catalog over HTTP: serialised once a version, `304` for whoever has it already. */
export const catalogRoutes: FastifyPluginAsync<{ catalog: CatalogSource }> = async (
  app,
  { catalog },
) => {
  const cached = new Map<string, { version: string; body: string }>()
  const bodyOf = (name: string, make: (loaded: LoadedCatalog) => unknown): string => {
    const loaded = catalog.current()
    const { version } = loaded.catalog
    const found = cached.get(name)
    if (found?.version === version) return found.body
    const body = JSON.stringify(make(loaded))
    cached.set(name, { version, body })
    return body
  }

  const serve = (path: string, make: (loaded: LoadedCatalog) => unknown): void => {
    app.get(path, { config: { permit: 'catalog.read' } }, (request, reply) => {
      const etag = `"${catalog.current().catalog.version}"`
      reply.header('etag', etag).header('cache-control', 'no-cache')
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(bodyOf(path, make))
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
