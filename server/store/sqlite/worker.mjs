// A thread does not inherit the TypeScript loader of the main one: older Nodes need tsx here again.
if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api')
  register()
}
await import('./worker.ts')
