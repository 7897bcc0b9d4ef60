import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { AppError } from '../../protocol/error/codes.ts'
import type { Simulator, SimulatorStatus } from '../feeds/simulator/simulator.ts'

export type SimulatorRoutesOptions = {
  /** Null where there is none: production, or `NZH_SIMULATOR=off`. */
  readonly simulator: Pick<Simulator, 'status' | 'startIncident' | 'stopIncident'> | null
}

const OFF: SimulatorStatus = {
  on: false,
  seed: 0,
  incidents: [],
  backfill: { doneSeries: 0, totalSeries: 0, finished: true },
}

/** HTTP side of the built-in generator: how far its history is, and incidents by name. */
export const simulatorRoutes: FastifyPluginAsyncTypebox<SimulatorRoutesOptions> = async (
  app,
  { simulator },
) => {
  app.get(
    '/simulator',
    { config: { permit: 'indicators.read' } },
    (): SimulatorStatus => (simulator === null ? OFF : simulator.status()),
  )

  app.post(
    '/simulator/incidents/:name',
    {
      config: { permit: 'simulator.control' },
      schema: {
        params: Type.Object({ name: Type.String({ pattern: '^[a-z-]{1,40}$' }) }),
        body: Type.Object(
          { action: Type.Enum(['start', 'stop']) },
          { additionalProperties: false },
        ),
      },
    },
    async (request): Promise<SimulatorStatus> => {
      const { name } = request.params
      if (simulator === null) throw new AppError('NOT_FOUND', { detail: { incident: name } })
      await (request.body.action === 'start'
        ? simulator.startIncident(name)
        : simulator.stopIncident(name))
      return simulator.status()
    },
  )
}
