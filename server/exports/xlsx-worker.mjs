import { createRequire } from 'node:module'

// A thread does not inherit the TypeScript loader of the main one. tsx's hook for `require` runs inside this
// thread; its hook for `import` would start one more.
if (process.features.typescript) {
  await import('./xlsx-worker.ts')
} else {
  const require = createRequire(import.meta.url)
  require('tsx/cjs/api').register()
  require('./xlsx-worker.ts')
}
