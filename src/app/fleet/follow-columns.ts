/** Follows what the user's columns show by JSONPath, anew whenever the settings change those columns. */
import type { FieldPaths } from '../../cluster/index.ts'
import { sameData } from '../../model/same-data.ts'
import { columnPaths } from '../../model/settings/custom-columns.ts'
import type { Settings } from '../../model/settings/settings.ts'

interface Watcher {
  readonly stop: () => void
  readonly hurry: () => void
}

/** `watch` is asked only where some column has a path. */
export function followColumns(
  settings: Settings,
  watch: (paths: FieldPaths) => readonly Watcher[],
): Watcher & { readonly changed: (settings: Settings) => void } {
  let paths: FieldPaths = {}
  let watchers: readonly Watcher[] = []
  let stopped = false

  function stop(): void {
    for (const watcher of watchers) watcher.stop()
    watchers = []
  }
  function changed({ customColumns }: Settings): void {
    const wanted = columnPaths(customColumns)
    if (stopped || sameData(wanted, paths)) return
    stop()
    paths = wanted
    watchers = Object.keys(paths).length === 0 ? [] : watch(paths)
  }

  changed(settings)
  return {
    changed,
    stop: () => {
      stopped = true
      stop()
    },
    hurry: () => {
      for (const watcher of watchers) watcher.hurry()
    },
  }
}
