import { readFile } from 'node:fs/promises'
import { loadavg } from 'node:os'

/** User and system time of a process so far, all its threads, seconds (Linux, 100 ticks a second). */
export async function cpuSeconds(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Resident memory of a process, MB. */
export async function residentMegabytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8')
  return (Number(/VmRSS:\s+(\d+)/.exec(text)?.[1]) * 1_024) / 1e6
}

/** Processes that want to run on this machine, mean of the last minute: says how far a time can be trusted. */
export const machineLoad = (): string => (loadavg()[0] ?? Number.NaN).toFixed(1)

/** @param share 0.5 for the median */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
}
