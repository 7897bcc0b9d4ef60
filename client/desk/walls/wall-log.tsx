import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { WALL_WORDS } from './wall-words.ts'
import { type EnrolledScreen, fetchLog, type WallLogEntry } from './walls-data.ts'

const LOOK_EVERY_MS = 5_000

type LogProps = {
  readonly wall: string
  readonly enrolled: readonly EnrolledScreen[]
  readonly named: (id: string | null) => string
}

/** What happened at a wall: who told it what, which screens were lost, what healed itself. */
export function WallLog({ wall, enrolled, named }: LogProps): ReactElement {
  const text = useWords(WALL_WORDS)
  const log = useQuery({
    queryKey: ['wall-log', wall],
    queryFn: ({ signal }) => fetchLog(wall, signal),
    refetchInterval: LOOK_EVERY_MS,
    retry: false,
  })
  const kinds: Readonly<Record<string, string>> = text.logKinds
  const commands: Readonly<Record<string, string>> = text.commands
  const heals: Readonly<Record<string, string>> = text.heals
  const modes: Readonly<Record<string, string>> = text.modes
  const who = (by: string): string => enrolled.find(({ id }) => by === `screen:${id}`)?.name ?? by
  const saidOf = ({ kind, what }: WallLogEntry): string =>
    [
      kind === 'command' ? commands[String(what['command'])] : null,
      kind === 'command' && typeof what['mode'] === 'string' ? modes[what['mode']] : null,
      kind === 'heal' ? heals[String(what['kind'])] : null,
      typeof what['name'] === 'string' ? `「${what['name']}」` : null,
      kind === 'command' && typeof what['scenario'] === 'string' ? named(what['scenario']) : null,
      typeof what['part'] === 'string' ? text.part(what['part']) : null,
      typeof what['what'] === 'string' ? what['what'] : null,
      secondsOf(what['tookMs'] ?? what['awayMs'], text.took),
    ]
      .filter((part) => part != null && part !== '')
      .join(' ')
  return (
    <details className="wall-log">
      <summary>{text.log}</summary>
      {log.data?.length === 0 ? <p className="quiet">{text.noLog}</p> : null}
      <ol>
        {(log.data ?? []).map((entry) => (
          <li key={entry.id} data-log={entry.kind}>
            <span className="figures quiet">{formatExact(Date.parse(entry.at))}</span>{' '}
            {kinds[entry.kind] ?? entry.kind} {saidOf(entry)}{' '}
            <span className="quiet">{who(entry.by)}</span>
          </li>
        ))}
      </ol>
    </details>
  )
}

const secondsOf = (ms: unknown, took: (s: string) => string): string | null =>
  typeof ms === 'number' ? took((ms / 1000).toFixed(1)) : null
