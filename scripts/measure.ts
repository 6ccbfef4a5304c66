/** Timing for the benchmarks: medians, printed beside what they are held against, and kept for the page. */
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
  return middle(took)
}

export function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

type Unit = 'ms' | 'MB' | '%'

/** What was measured, beside the same of something else. */
export interface Measured {
  readonly section: string
  readonly what: string
  readonly own: string
  readonly ratio: string
  readonly beside: string
  readonly other: string
}

const table: Measured[] = []
let section = 'Start'

/** All that was measured so far. */
export function measured(): readonly Measured[] {
  return table
}

/** Begins a part of the table. */
export function part(title: string): void {
  section = title
  console.log(`\n${title}`)
}

export function row(
  what: string,
  value: number,
  beside: string,
  other: number,
  unit: Unit = 'ms',
): void {
  const [own, theirs] = [amount(value, unit), amount(other, unit)]
  const ratio = (value / other).toFixed(2)
  table.push({ section, what, own, ratio, beside, other: theirs })
  console.log(`${what.padEnd(58)} ${own.padStart(9)}   ${ratio} × ${beside} (${theirs})`)
}

function amount(value: number, unit: Unit): string {
  return unit === '%' ? `${value.toFixed(1)}%` : `${Math.round(value).toLocaleString('en')} ${unit}`
}
