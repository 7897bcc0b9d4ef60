import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { catalogStore } from '../../stores/catalog.ts'
import { type Command, registerCommands } from '../keys/commands.ts'
import { tellFailure } from '../shell/tell.ts'
import { type DeskCommand, fetchPresets, mayHere, type Preset, sendCommand } from './walls-data.ts'

/** The wall that the palette commands: every deployment has it. */
const WALL = 'main'
const LOOK_EVERY_MS = 60_000
const TOUR_S = 30

const send = (command: DeskCommand): void => {
  sendCommand(WALL, command).catch(tellFailure)
}
const may = (): boolean => mayHere('walls.command')

function startTour(): void {
  const scenarios = [...catalogStore.getState().scenarios.values()]
    .filter(({ audience }) => audience.includes('wall'))
    .map(({ id }) => id)
  if (scenarios.length > 0) send({ command: 'tour', scenarios, seconds: TOUR_S })
}

const ALWAYS: readonly Command[] = [
  {
    id: 'wall.tour',
    group: 'walls',
    label: { zh: '大屏:轮播全部场景', en: 'Wall: tour of all scenarios' },
    when: may,
    run: startTour,
  },
  {
    id: 'wall.live',
    group: 'walls',
    label: { zh: '大屏:回到实时', en: 'Wall: back to live' },
    when: may,
    run: () => send({ command: 'live' }),
  },
  {
    id: 'wall.normal',
    group: 'walls',
    label: { zh: '大屏:回到平时', en: 'Wall: normal mode' },
    when: may,
    run: () => send({ command: 'mode', mode: 'normal' }),
  },
]

const recallOf = ({ id, name }: Preset): Command => ({
  id: `wall.preset.${id}`,
  group: 'walls',
  label: { zh: `大屏:调用「${name}」`, en: `Wall: recall “${name}”` },
  when: may,
  run: () => send({ command: 'preset', preset: id }),
})

/** Puts the wall's commands and its presets into the palette. Draws nothing. */
export function WallCommands(): null {
  const presets = useQuery({
    queryKey: ['presets', WALL],
    queryFn: ({ signal }) => fetchPresets(WALL, signal),
    enabled: may(),
    refetchInterval: LOOK_EVERY_MS,
    retry: false,
  }).data
  useEffect(() => registerCommands([...ALWAYS, ...(presets ?? []).map(recallOf)]), [presets])
  return null
}
