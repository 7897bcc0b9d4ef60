import type { WallSight } from '../../protocol/wall/sight.ts'
import { sceneStore } from '../stores/scene.ts'
import { ApiProblem, callApi, isRecord } from './api.ts'

const LENGTHS = ['widthMm', 'heightMm', 'glanceM', 'scanM', 'readM'] as const

/**
 * Asks how large this wall is and from where it is read. Where nobody tells, it is shown as a wall that nobody
 * measured.
 *
 * @throws ApiProblem when the server cannot be reached or does not know this screen
 */
export async function loadWallSight(wall: string): Promise<void> {
  sceneStore.setState({ sight: await askSight(wall) })
}

async function askSight(wall: string): Promise<WallSight | null> {
  try {
    const { body } = await callApi(`/api/v1/walls/${encodeURIComponent(wall)}/sight`)
    const given = isRecord(body) ? body['sight'] : null
    return isSight(given) ? given : null
  } catch (problem) {
    // Whoever looks at a wall without being a screen may not be told; an older server does not know the question.
    const untold =
      problem instanceof ApiProblem && (problem.status === 403 || problem.status === 404)
    if (untold) return null
    throw problem
  }
}

const isSight = (given: unknown): given is WallSight =>
  isRecord(given) && LENGTHS.every((name) => typeof given[name] === 'number' && given[name] > 0)
