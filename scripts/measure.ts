/** Timing for the benchmarks: medians, printed beside what they are held against. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export const rounds = 7

export interface Place {
  readonly cwd: string
  readonly env: Record<string, string | undefined>
}

/** How long a program takes. Not spawnSync: a server in this process may have to answer it. */
export async function timed(
  command: string,
  args: readonly string[],
  { cwd, env }: Place,
): Promise<number> {
  const started = performance.now()
  const child = spawn(command, [...args], { env, cwd, stdio: 'ignore' })
  await once(child, 'close')
  return performance.now() - started
}

export async function median(measure: () => Promise<number>, times = rounds): Promise<number> {
  const took: number[] = []
  for (let i = 0; i < times; i++) took.push(await measure())
  return took.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN
}

export function row(what: string, ms: number, beside: string, other: number): void {
  const ratio = (ms / other).toFixed(2)
  console.log(
    `${what.padEnd(58)} ${ms.toFixed(0).padStart(6)} ms   ${ratio} × ${beside} (${other.toFixed(0)} ms)`,
  )
}
