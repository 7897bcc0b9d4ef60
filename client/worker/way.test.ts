import { expect, test } from 'vitest'
import { outdated, wayOf } from './way.ts'

const HOME = 'http://desk.local'
const way = (path: string, mode = 'cors', method = 'GET') =>
  wayOf({ method, url: path.startsWith('http') ? path : HOME + path, mode }, HOME)

test('the desk’s own page, its files and the names of things are answered without a link', () => {
  expect(way('/desk', 'navigate')).toBe('page')
  expect(way('/desk?order=CG20240607-000001', 'navigate')).toBe('page')
  expect(way('/assets/desk-1a2b3c.js', 'no-cors')).toBe('asset')
  expect(way('/api/v1/catalog')).toBe('names')
})

test('a wall, a room and what a wall’s page asks for are never answered from what is kept', () => {
  for (const path of ['/wall/main', '/room/main', '/', '/desk/other']) {
    expect(way(path, 'navigate')).toBe('pass')
    expect(way(path)).toBe('pass')
  }
  expect(way('/desk')).toBe('pass')
})

test('orders, sessions, changes and other hosts pass by', () => {
  expect(way('/api/v1/orders/CG20240607-000001')).toBe('pass')
  expect(way('/api/v1/session')).toBe('pass')
  expect(way('/api/v1/catalog', 'cors', 'POST')).toBe('pass')
  expect(way('http://elsewhere.local/assets/x.js')).toBe('pass')
})

test('a new build keeps itself and the one before it', () => {
  const names = ['d-1', 'other', 'd-2', 'd-3']
  expect(outdated(names, 'd-3', 'd-')).toEqual(['d-1'])
  expect(outdated(['d-3'], 'd-3', 'd-')).toEqual([])
})
