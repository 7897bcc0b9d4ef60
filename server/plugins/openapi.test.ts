import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMemoryStore } from '../store/memory/memory-store.ts'
import { aFeedApp, type FeedApp } from '../testing/a-feed-app.ts'

type Operation = {
  readonly responses?: Record<string, { readonly description?: string }>
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema?: object }[]
  readonly requestBody?: { readonly content?: object }
}
type Document = {
  readonly openapi: string
  readonly info: { readonly title?: string; readonly version?: string }
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly securitySchemes: Record<string, object> }
}

let feed: FeedApp
let document: Document

beforeAll(async () => {
  feed = await aFeedApp(createMemoryStore())
  document = (await feed.app.inject('/api/v1/openapi.json')).json()
})
afterAll(() => feed.close())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

test('the published contract is OpenAPI 3.1: each operation says what it answers, takes and asks for', () => {
  expect(document.openapi).toBe('3.1.0')
  expect(document.info).toMatchObject({
    title: expect.any(String),
    version: expect.any(String),
  })
  expect(operations().length).toBeGreaterThan(25)
  const schemes = Object.keys(document.components.securitySchemes)
  for (const { path, method, operation } of operations()) {
    const name = `${method} ${path}`
    expect(path, name).toMatch(/^\//)
    expect(['get', 'post', 'put', 'patch', 'delete'], name).toContain(method)
    expect(Object.keys(operation.responses ?? {}).length, name).toBeGreaterThan(0)
    for (const [status, { description }] of Object.entries(operation.responses ?? {})) {
      expect(status, name).toMatch(/^([1-5](\d\d|XX)|default)$/)
      expect(description, name).toEqual(expect.any(String))
    }
    expect(operation.security, name).toBeInstanceOf(Array)
    for (const way of operation.security ?? []) {
      for (const scheme of Object.keys(way)) expect(schemes, name).toContain(scheme)
    }
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter)
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
    expect(declared.map((parameter) => parameter.name).sort(), name).toEqual(named.sort())
    for (const parameter of operation.parameters ?? []) {
      expect(parameter.schema, name).toBeInstanceOf(Object)
      if (parameter.in === 'path') expect(parameter.required, name).toBe(true)
    }
    if (method === 'get') expect(operation.requestBody, name).toBeUndefined()
  }
})

test('the contract tells what a stranger may call: signing in, pairing, health, and itself', () => {
  const open = operations().filter(({ operation }) => operation.security?.length === 0)
  expect(open.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/healthz', '/readyz', '/metrics', '/api/v1/openapi.json']),
  )
  expect(open.map(({ path }) => path)).not.toContain('/api/v1/readings')
  expect(open.map(({ path }) => path)).not.toContain('/api/v1/snapshot')
})

test('what posts readings finds in the contract which bodies are taken', () => {
  const body = document.paths['/api/v1/readings']?.['post']?.requestBody
  expect(Object.keys(body?.content ?? {})).toEqual([
    'application/json',
    'application/x-ndjson',
    'text/csv',
  ])
})
