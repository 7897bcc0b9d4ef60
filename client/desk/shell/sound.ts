import { createStore } from 'zustand/vanilla'
import type { Alarm } from '../../../protocol/alarm/alarm.ts'
import { alarmStore } from '../data/alarm-store.ts'

/** Once in this time at most while a bad alarm waits for somebody (ACCEPTANCE C32). */
export const SOUND_EVERY_MS = 30_000
export const LONGEST_MUTE_MS = 120_000

export type SoundState = {
  /** Local epoch ms of the last self-test that was played; null: browsers give no sound before a person's own act. */
  readonly testedAtMs: number | null
  readonly mutedUntilMs: number | null
  readonly lastAtMs: number | null
}

export const soundStore = createStore<SoundState>(() => ({
  testedAtMs: null,
  mutedUntilMs: null,
  lastAtMs: null,
}))

const isLoud = ({ state, level }: Alarm): boolean =>
  state === 'active' && (level === 'red' || level === 'orange')

/** Whether it is time to sound, by the alarms that stand and what was sounded before. Pure. */
export function shouldSound(
  alarms: Iterable<Alarm>,
  { testedAtMs, mutedUntilMs, lastAtMs }: SoundState,
  nowMs: number,
): boolean {
  if (testedAtMs === null) return false
  if (mutedUntilMs !== null && nowMs < mutedUntilMs) return false
  if (lastAtMs !== null && nowMs - lastAtMs < SOUND_EVERY_MS) return false
  for (const alarm of alarms) if (isLoud(alarm)) return true
  return false
}

let audio: AudioContext | null = null

/** Two short tones, the second higher. */
async function play(): Promise<void> {
  audio ??= new AudioContext()
  await audio.resume()
  const { currentTime, destination } = audio
  for (const [nth, frequency] of [660, 880].entries()) {
    const tone = audio.createOscillator()
    const gain = audio.createGain()
    const at = currentTime + nth * 0.22
    tone.frequency.value = frequency
    gain.gain.setValueAtTime(0, at)
    gain.gain.linearRampToValueAtTime(0.2, at + 0.02)
    gain.gain.linearRampToValueAtTime(0, at + 0.2)
    tone.connect(gain).connect(destination)
    tone.start(at)
    tone.stop(at + 0.2)
  }
}

/** Plays the tone at a person's own act, which also lets the browser sound later. */
export async function testSound(): Promise<void> {
  await play()
  soundStore.setState({ testedAtMs: Date.now(), lastAtMs: Date.now() })
}

export const muteSound = (): void =>
  soundStore.setState({ mutedUntilMs: Date.now() + LONGEST_MUTE_MS })
export const unmuteSound = (): void => soundStore.setState({ mutedUntilMs: null })

/** Sounds while a red or orange alarm waits to be acknowledged. @returns the end of it */
export function followAlarms(): () => void {
  const look = (): void => {
    const nowMs = Date.now()
    const alarms = alarmStore.getState().alarms?.values() ?? []
    if (!shouldSound(alarms, soundStore.getState(), nowMs)) return
    soundStore.setState({ lastAtMs: nowMs })
    play().catch((problem: unknown) => {
      console.warn('the alarm sound cannot be played', problem)
      soundStore.setState({ testedAtMs: null })
    })
  }
  const stop = alarmStore.subscribe(look)
  const timer = setInterval(look, 1_000)
  return () => {
    stop()
    clearInterval(timer)
  }
}
