import { expect, test } from 'vitest'
import { isReduced } from './webgl.ts'

const SWIFTSHADER =
  'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)'
const CARD = 'ANGLE (NVIDIA, NVIDIA H100, OpenGL 4.5)'

test('a picture drawn by the processor is reduced, one from a graphics card is not', () => {
  expect(isReduced(SWIFTSHADER, '')).toBe(true)
  expect(isReduced('llvmpipe (LLVM 15.0.6, 256 bits)', '')).toBe(true)
  expect(isReduced('ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)', '')).toBe(true)
  expect(isReduced(CARD, '')).toBe(false)
})

test('the address decides instead', () => {
  expect(isReduced(SWIFTSHADER, '?scenario=map-vitals&map=full')).toBe(false)
  expect(isReduced(CARD, '?map=reduced')).toBe(true)
  expect(isReduced(CARD, '?map=other')).toBe(false)
})
