import { PathLayer, ScatterplotLayer } from '@deck.gl/layers'
import type { TripRow } from './plan.ts'
import { type Leg, timing } from './trip-schedule.ts'

type Clock = {
  /** Epoch ms of the schedule, and seconds since then. */
  readonly epochMs: number
  readonly elapsedS: number
}

const BLOCK = /* glsl */ `\
layout(std140) uniform tripUniforms {
  float elapsedS;
} trip;
`
/** One number a frame is all that moves every vehicle. */
const clock = {
  name: 'trip',
  vs: BLOCK,
  fs: BLOCK,
  uniformTypes: { elapsedS: 'f32' },
} as const

type Shaders = { readonly modules: object[]; readonly inject?: Record<string, string> }

/** Ways behind vehicles, cut to what was driven in the last seconds; they fade towards where the vehicle came from. */
export class TrailLayer<Extra extends object> extends PathLayer<TripRow, Extra & Clock> {
  static override layerName = 'TrailLayer'

  override getShaders(): Shaders {
    const shaders = super.getShaders() as Shaders
    return {
      ...shaders,
      modules: [...shaders.modules, clock],
      inject: {
        'vs:#decl': `
in float instanceTimes;
in float instanceNextTimes;
in vec4 instanceTimings;
out float vTripS;
flat out vec2 vDrivenS;`,
        'vs:#main-end': `
float at = mod(instanceTimings.x + trip.elapsedS, instanceTimings.y);
vDrivenS = vec2(max(0.0, at - instanceTimings.z), min(at, instanceTimings.w));
float along = vPathLength > 0.0 ? vPathPosition.y / vPathLength : 0.0;
vTripS = mix(instanceTimes, instanceNextTimes, along);
if (vDrivenS.x >= instanceNextTimes || vDrivenS.y <= instanceTimes) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);`,
        'fs:#decl': `
in float vTripS;
flat in vec2 vDrivenS;`,
        'fs:#main-start': `
if (vTripS < vDrivenS.x || vTripS > vDrivenS.y) discard;`,
        'fs:DECKGL_FILTER_COLOR': `
color.a *= (vTripS - vDrivenS.x) / max(vDrivenS.y - vDrivenS.x, 0.001);`,
      },
    }
  }

  override initializeState(): void {
    super.initializeState()
    this.getAttributeManager()?.addInstanced({
      times: {
        size: 1,
        accessor: (row: TripRow) => row.timesS,
        shaderAttributes: {
          instanceTimes: { vertexOffset: 0 },
          instanceNextTimes: { vertexOffset: 1 },
        },
      },
      instanceTimings: { size: 4, accessor: (row: TripRow) => timing(row, this.props.epochMs) },
    })
  }

  override draw(params: { uniforms: unknown }): void {
    this.state.model?.shaderInputs.setProps({ trip: { elapsedS: this.props.elapsedS } })
    super.draw(params)
  }
}

/** The vehicles themselves: of each one's legs the graphics card shows the one that it is on. */
export class HeadLayer<Extra extends object> extends ScatterplotLayer<Leg, Extra & Clock> {
  static override layerName = 'HeadLayer'

  override getShaders(): Shaders {
    const shaders = super.getShaders() as Shaders
    return {
      ...shaders,
      modules: [...shaders.modules, clock],
      inject: {
        'vs:#decl': `
in vec3 instanceEnds;
in vec3 instanceEnds64Low;
in vec4 instanceLegTimes;
in vec4 instanceTimings;`,
        // The way since the leg's start is short, so that its 32 bits are exact enough; what the sum drops goes to the low part.
        'vs:#main-end': `
float at = mod(instanceTimings.x + trip.elapsedS, instanceTimings.y);
if (at < instanceLegTimes.z || at >= instanceLegTimes.w) {
  gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
} else {
  float legS = max(instanceLegTimes.y - instanceLegTimes.x, 0.001);
  float along = clamp((at - instanceLegTimes.x) / legS, 0.0, 1.0);
  vec3 way = along * ((instanceEnds - instancePositions) + (instanceEnds64Low - instancePositions64Low));
  vec3 place = instancePositions + way;
  vec3 low = instancePositions64Low + (way - (place - instancePositions));
  gl_Position = project_position_to_clipspace(place, low, vec3(0.0), geometry.position);
  gl_Position.xy += project_pixel_size_to_clipspace((edgePadding * positions * outerRadiusPixels).xy);
}`,
      },
    }
  }

  override initializeState(): void {
    super.initializeState()
    this.getAttributeManager()?.addInstanced({
      instanceEnds: {
        size: 3,
        type: 'float64',
        fp64: this.use64bitPositions(),
        accessor: ({ to }: Leg) => [to[0], to[1], 0],
      },
      instanceLegTimes: { size: 4, accessor: ({ timesS, shownS }: Leg) => [...timesS, ...shownS] },
      instanceTimings: { size: 4, accessor: ({ row }: Leg) => timing(row, this.props.epochMs) },
    })
  }

  override draw(params: { uniforms: unknown }): void {
    this.state.model?.shaderInputs.setProps({ trip: { elapsedS: this.props.elapsedS } })
    super.draw(params)
  }
}
