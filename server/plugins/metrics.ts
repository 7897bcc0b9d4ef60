import { monitorEventLoopDelay } from 'node:perf_hooks'
import fp from 'fastify-plugin'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { CommitFeed } from '../commit.ts'

export type MetricsOptions = {
  readonly commits?: CommitFeed
  /** Numbers read at the moment of asking, by metric name (`nzh_sockets`, …); they go up and down. */
  readonly gauges?: () => Readonly<Record<string, number>>
  /** Numbers read at the moment of asking that only grow while the process lives. */
  readonly totals?: () => Readonly<Record<string, number>>
}

/** Label for requests that matched no route: paths of strangers must not become series. */
const NO_ROUTE = 'none'
/** How often the event loop is sampled; the usual 10 ms would wake an idle server 100 times a second. */
const LOOP_EVERY_MS = 100
/** Those of the default metrics that count the sampling interval as delay. */
const WITH_INTERVAL = ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99']

/** Prometheus text at `/metrics`: the process, HTTP by route, commits, and what the parts report. */
export const metrics = fp<MetricsOptions>(
  async (app, { commits, gauges, totals }) => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_EVERY_MS })
    const stopWatching = watchLoop(registry)
    const duration = new Histogram({
      name: 'nzh_http_request_duration_seconds',
      help: 'Time to answer an HTTP request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [registry],
    })
    const committed = {
      commits: counter(registry, 'nzh_commits_total', 'Commits published'),
      values: counter(registry, 'nzh_values_total', 'Changed values in commits'),
      alarms: counter(registry, 'nzh_alarm_events_total', 'Alarm events in commits'),
      orders: counter(registry, 'nzh_order_events_total', 'Order events in commits'),
    }
    const stop = commits?.onCommit(({ values, alarms, orders }) => {
      committed.commits.inc()
      committed.values.inc(values.length)
      committed.alarms.inc(alarms.length)
      committed.orders.inc(orders.length)
    })
    const read = createReader(registry)

    app.addHook('onResponse', async (request, reply) => {
      const route = request.is404 ? NO_ROUTE : (request.routeOptions.url ?? NO_ROUTE)
      duration.observe(
        { method: request.method, route, status: reply.statusCode },
        reply.elapsedTime / 1_000,
      )
    })
    app.addHook('onClose', async () => {
      stop?.()
      stopWatching()
      registry.clear()
    })
    app.get('/metrics', { config: { permit: 'public' } }, async (_request, reply) => {
      read(gauges?.() ?? {}, totals?.() ?? {})
      return reply
        .type(registry.contentType)
        .header('cache-control', 'no-store')
        .send(await registry.metrics())
    })
  },
  { name: 'metrics', dependencies: ['session'] },
)

/** Reports by how much the event loop was late since the last look, in place of the default metrics for it. */
function watchLoop(registry: Registry): () => void {
  for (const name of WITH_INTERVAL)
    registry.removeSingleMetric(`nodejs_eventloop_lag_${name}_seconds`)
  const loop = monitorEventLoopDelay({ resolution: LOOP_EVERY_MS })
  loop.enable()
  const late = (ns: number): number => Math.max(0, ns / 1e6 - LOOP_EVERY_MS) / 1_000
  new Gauge({
    name: 'nzh_event_loop_late_seconds',
    help: 'By how much timers came late since the last look',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      if (loop.count === 0) return
      this.set({ quantile: '0.5' }, late(loop.percentile(50)))
      this.set({ quantile: '0.99' }, late(loop.percentile(99)))
      this.set({ quantile: '1' }, late(loop.max))
      loop.reset()
    },
  })
  return () => loop.disable()
}

const counter = (registry: Registry, name: string, help: string): Counter =>
  new Counter({ name, help, registers: [registry] })

/** Keeps a series for each name ever reported and brings it up to what is reported now. */
function createReader(registry: Registry) {
  const gauges = new Map<string, Gauge>()
  const counters = new Map<string, { readonly counter: Counter; seen: number }>()
  return (now: Readonly<Record<string, number>>, grown: Readonly<Record<string, number>>): void => {
    for (const [name, value] of Object.entries(now)) {
      const known = gauges.get(name) ?? new Gauge({ name, help: name, registers: [registry] })
      gauges.set(name, known)
      known.set(value)
    }
    for (const [name, value] of Object.entries(grown)) {
      const known = counters.get(name) ?? { counter: counter(registry, name, name), seen: 0 }
      counters.set(name, known)
      if (value > known.seen) known.counter.inc(value - known.seen)
      known.seen = Math.max(value, known.seen)
    }
  }
}
