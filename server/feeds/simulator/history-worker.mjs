import { createRequire } from 'node:module'

// A thread does not inherit the TypeScript loader of the main one; this hook runs inside the thread.
if (process.features.typescript) {
  await import('./history-worker.ts')
} else {
  const require = createRequire(import.meta.url)
  require('tsx/cjs/api').register()
  require('./history-worker.ts')
}
