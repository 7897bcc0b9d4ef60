import { mayDo } from '../../../protocol/access/permit.ts'
import { AppError } from '../../../protocol/error/codes.ts'
import type { WatchReply } from '../../../protocol/stream/events.ts'
import { type Client, roomsOf, snapshotFor, tellWhole, wallEvent } from '../client.ts'
import type { Hub, Opening } from '../hub.ts'
import type { StreamSources, WallsPort } from '../ports.ts'
import type { Publisher } from '../publish.ts'
import type { SlowClients } from '../slow.ts'
import type { ParsedWatch } from './watch-request.ts'

export type WatchParts = {
  readonly hub: Hub
  readonly publisher: Publisher
  readonly slow: SlowClients
  readonly walls: Pick<WallsPort, 'state'>
  readonly whole: Pick<StreamSources, 'emergencies' | 'stage'>
  readonly nowMs: () => number
}

/**
 * Replaces what a client watches. One turn from the first look to the last join: no delta can fall between
 * the snapshot (or the replay) and the room.
 *
 * @throws AppError UNKNOWN_TOPIC or FORBIDDEN: nothing was changed
 */
export function watch(
  client: Client,
  request: ParsedWatch,
  reply: (answer: WatchReply) => void,
  parts: WatchParts,
): void {
  const { hub, publisher, slow, walls, whole, nowMs } = parts
  for (const topic of request.topics) mustBeAllowed(client, topic, hub)

  const before = new Set(client.topics)
  unwatch(client, hub)
  client.format = request.format
  client.bare = request.bare
  client.topics = request.topics
  const openings = hub.open(request.topics, request.resume, client.audience)
  for (const topic of request.topics) hub.hold(topic, client.audience)
  reply({
    ok: true,
    epoch: hub.epoch,
    serverTime: new Date(nowMs()).toISOString(),
    topics: Object.fromEntries(
      openings.map((opening) => [opening.channel.topic, answer(client, opening)]),
    ),
  })
  for (const { channel, missed } of openings) publisher.replay(client, channel, missed)
  client.socket.join(roomsOf(client))
  slow.allow(client)
  tellWhole(client, whole, nowMs())
  for (const topic of request.topics) {
    // Once a connection: a page that shows another scenario is not told again what to show.
    const isNewWall = topic.startsWith('wall:') && !before.has(topic)
    const state = isNewWall ? walls.state(topic.slice(5)) : null
    if (state !== null) client.socket.emit('wall', wallEvent(state))
  }
}

/** Takes a client out of all topics, as when it ends. */
export function unwatch(client: Client, hub: Hub): void {
  for (const room of roomsOf(client)) client.socket.leave(room)
  for (const topic of client.topics) hub.release(topic, client.audience)
  client.topics = []
}

const answer = (client: Client, { seq, snapshot }: Opening) =>
  snapshot === null
    ? { seq, resumed: true as const }
    : { seq, snapshot: snapshotFor(client, snapshot) }

function mustBeAllowed({ principal }: Client, topic: string, hub: Hub): void {
  const selection = hub.selection(topic)
  if (selection === null) throw new AppError('UNKNOWN_TOPIC', { detail: { topic } })
  const foreignWall =
    principal.kind === 'screen' &&
    topic.startsWith('wall:') &&
    principal.wall !== null &&
    topic !== `wall:${principal.wall}`
  if (foreignWall || !mayDo(principal, selection.permit)) {
    throw new AppError('FORBIDDEN', { detail: { topic } })
  }
}
