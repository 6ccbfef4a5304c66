/** What stands in the place of a table without rows: why there are none, and what to do about it. */
import { keyOf } from '../commands/keymap.ts'
import { count, duration, listed } from '../format.ts'
import type { Problem } from '../select-problems.ts'
import { problems } from '../select-problems.ts'
import { contextsIn, contextsRead, objectsRead, stillReading } from '../select-sync.ts'
import type { State } from '../state.ts'
import { wantedQuery } from './wanted-query.ts'

export interface Emptiness {
  readonly title: string
  readonly lines: readonly string[]
}

function noneWanted(state: State): Emptiness {
  const { workloads, filter, failingOnly, changedWithin, namespaces } = state
  const all = count(workloads.size, 'workload')
  const failing = keyOf(state, 'table.failing')
  const clear = keyOf(state, 'app.escape')
  const earlier = keyOf(state, 'table.changed')
  const changed = changedWithin === null ? '' : ` in the last ${duration(changedWithin)}`
  if (state.markedOnly && wantedQuery(state) === '')
    return {
      title: 'No marked workload is here.',
      lines: [`${keyOf(state, 'marks.only')} shows all ${all} again.`],
    }
  if (namespaces !== null && wantedQuery(state) === '')
    return {
      title: `No workload in namespace ${namespaces.join(', ')}.`,
      lines: [
        `${keyOf(state, 'namespace.all')} shows all namespaces, ${keyOf(state, 'namespace.choose')} chooses others.`,
      ],
    }
  if (filter.trim() !== '')
    return {
      title: `No ${failingOnly ? 'failing ' : ''}workload${changed === '' ? '' : ` changed${changed}`} matches ${filter.trim()}`,
      lines: [
        `${all} in all; ${clear} clears the filter${failingOnly ? `, ${failing} shows those that are well too` : ''}${changed === '' ? '' : `, ${earlier} those that changed earlier`}.`,
      ],
    }
  if (!failingOnly)
    return {
      title: `Nothing changed${changed}.`,
      lines: [`${earlier} goes further back, ${clear} shows all ${all}.`],
    }
  return {
    title: changed === '' ? 'Nothing is failing.' : `Nothing is failing that changed${changed}.`,
    lines: [`${failing} shows all ${all}${changed === '' ? '' : ' that changed'} again.`],
  }
}

export function emptiness(state: State): Emptiness {
  const { statuses, workloads } = state
  if (workloads.size > 0) return noneWanted(state)
  const unread = problemsOf(state).flatMap(({ text, next }) => [text, `  → ${next}`])
  if (stillReading(statuses)) {
    const read = objectsRead(statuses)
    const contexts = listed(contextsIn(statuses), 'context')
    return {
      title: contexts === '' ? 'Connecting …' : `Reading the workloads of ${contexts} …`,
      lines: [
        read === 0 ? 'The table fills as workloads arrive.' : `${count(read, 'object')} so far.`,
        ...unread,
      ],
    }
  }
  const answered = contextsRead(statuses)
  if (answered.length === 0)
    return {
      title: objectsRead(statuses) === 0 ? 'Nothing can be read yet.' : 'Not all can be read yet.',
      lines: unread,
    }
  return {
    title: `No workloads in ${listed(answered, 'context')}.`,
    lines: [
      `${answered.length === 1 ? 'The cluster' : 'Each cluster'} answered, and there are none in the namespaces you chose.`,
      `${keyOf(state, 'namespace.all')} looks in all namespaces, ${keyOf(state, 'namespace.choose')} in others, ${keyOf(state, 'context.choose')} in other contexts.`,
      ...unread,
    ],
  }
}

export function problemsOf(state: State): readonly Problem[] {
  const keys = [keyOf(state, 'cluster.reconnect'), keyOf(state, 'namespace.choose')] as const
  return problems(state.statuses, state.now, ...keys)
}
