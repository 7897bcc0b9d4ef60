const only = (from, allowed, why) => ({
  name: `${from}-imports-only-${allowed.join('-') || 'itself'}`,
  comment: why,
  severity: 'error',
  from: { path: `^${from}/`, pathNot: '[.]test[.]tsx?$' },
  to: {
    path: '^(protocol|scenarios|data-fixtures|server|client|bench|e2e)/',
    pathNot: [from, ...allowed].map((folder) => `^${folder}/`),
  },
})

export default {
  forbidden: [
    only('protocol', [], 'the contract depends on nobody'),
    only('scenarios', ['protocol'], 'scenarios are declarations'),
    only('data-fixtures', ['protocol'], 'fixtures are data'),
    only(
      'server',
      ['protocol', 'scenarios', 'data-fixtures'],
      'the server never reaches into the browser',
    ),
    only('client', ['protocol'], 'the browser learns scenarios over the wire'),
    {
      name: 'protocol-is-pure',
      severity: 'error',
      from: { path: '^protocol/', pathNot: '[.]test[.]ts$|^protocol/testing/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'node_modules/typebox/' },
    },
    {
      name: 'stores-do-not-know-react',
      severity: 'error',
      from: { path: '^client/(stores|socket)/', pathNot: '[.]test[.]tsx?$' },
      to: { path: '^client/(panels|charts|map|scenes|app|ui)/|node_modules/(react|react-dom)/' },
    },
    {
      name: 'store-is-chosen-in-main-only',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/(main|app)[.]ts$|^server/store/|[.]test[.]ts$' },
      to: { path: '^server/store/[^/]+/' },
    },
    {
      name: 'rules-know-no-transport',
      severity: 'error',
      from: { path: '^server/(indicators|orders)/', pathNot: '[.]test[.]ts$' },
      to: { path: 'node_modules/(fastify|socket[.]io)/|^server/(routes|socket|plugins)/' },
    },
    {
      name: 'routes-and-socket-are-strangers',
      severity: 'error',
      from: { path: '^server/(routes|socket)/', pathNot: '[.]test[.]ts$' },
      to: { path: '^server/(routes|socket)/', pathNot: '^server/$1/' },
    },
    {
      name: 'no-test-imports',
      severity: 'error',
      from: { pathNot: '[.]test[.]tsx?$' },
      to: { path: '[.]test[.]tsx?$' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '[.]css$|[?]' },
  },
}
