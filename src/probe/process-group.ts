/** Ends everything that a command started, by its process group. */
import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const graceMs = 1_000
const pollMs = 20

/**
 * Asks the group to end (TERM), waits a second, then kills it. `leader` is the pid of a child that was
 * spawned `detached`. Resolves when nothing of the group is left, a second after KILL at the latest.
 */
export async function endGroup(leader: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!signalGroup(leader, signal)) return
    const deadline = performance.now() + graceMs
    while (performance.now() < deadline) {
      if (!signalGroup(leader, 0) || onlyZombies(leader)) return
      await delay(pollMs)
    }
  }
}

/** Whether there was anything to signal. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal)
  } catch {
    // ESRCH: the group is gone. EPERM: what is left of it runs as somebody else, out of our reach.
    return false
  }
}

/**
 * Orphans stay in their group until process 1 reaps them, which in containers it may do late or
 * never. State and group are the first and third field after the name, see proc_pid_stat(5).
 */
function onlyZombies(leader: number): boolean {
  if (process.platform !== 'linux') return false
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .every((pid) => {
      const [state, , group] = statFields(pid)
      return Number(group) !== leader || state === 'Z' || state === 'X'
    })
}

function statFields(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    // It ended between the listing and now.
    return []
  }
}
