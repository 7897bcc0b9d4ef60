import { availableParallelism } from 'node:os'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** It looks at what two minutes without a link do, and the machine is idle meanwhile. */
const MOSTLY_WAITING = 'e2e/reconnect.e2e.ts'
/** Real servers without a browser: each keeps one core busy, so two of them go side by side. */
const WITHOUT_BROWSER = ['durability', 'order-durability', 'import', 'replay', 'rates'].map(
  (name) => `e2e/${name}.e2e.ts`,
)
const server = 'http://127.0.0.1:8080'

export default defineConfig({
  root: 'client',
  plugins: [react()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Vite's preload helper would land in the map's chunk and drag it into every page.
            { name: 'preload', test: /vite\/preload-helper/, priority: 10 },
            {
              name: 'map',
              test: /node_modules\/(maplibre-gl|@maplibre|@deck\.gl|@luma\.gl|@loaders\.gl|@math\.gl|@probe\.gl|@mapbox)/,
            },
            { name: 'charts', test: /node_modules\/(echarts|zrender)/ },
            {
              name: 'desk-ui',
              test: /node_modules\/(@mantine|@floating-ui|@tanstack|react-remove-scroll|react-textarea-autosize|react-number-format|react-transition-group|tinykeys)/,
            },
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler|zustand|wouter)/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': server, '/healthz': server, '/socket.io': { target: server, ws: true } },
  },
  test: {
    root: '.',
    // Never alone: some tests wait more than they work.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'node',
          root: '.',
          environment: 'node',
          include: ['{protocol,scenarios,data-fixtures,server,deploy}/**/*.test.ts', '*.test.ts'],
          testTimeout: 30_000,
          // Taking a folder away may wait for a busy disk.
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'client',
          root: '.',
          environment: 'happy-dom',
          include: ['client/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          root: '.',
          environment: 'node',
          include: ['e2e/**/*.e2e.ts'],
          exclude: [MOSTLY_WAITING, ...WITHOUT_BROWSER],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // A machine without a graphics card, shared with others, may starve a browser for longer than a person would
          // wait. What fails twice has failed, and the report counts what was tried again.
          retry: 1,
        },
      },
      {
        // Beside the unit tests.
        test: {
          name: 'e2e-waiting',
          root: '.',
          environment: 'node',
          include: [MOSTLY_WAITING],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e-servers',
          root: '.',
          environment: 'node',
          include: WITHOUT_BROWSER,
          testTimeout: 300_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
