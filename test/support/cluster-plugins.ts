/** Credential plugins as real scripts, which write down each of their runs. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './cluster-fixtures.ts'

export interface TestPlugin {
  readonly command: string
  readonly folder: string
  /** KUBERNETES_EXEC_INFO of each run. */
  readonly runs: () => { spec: { interactive: boolean; cluster?: Record<string, unknown> } }[]
  /** What the script wrote to a file of this name in its folder (`$FOLDER`). */
  readonly wrote: (name: string) => string
}

export const execApi = 'client.authentication.k8s.io/v1'

/** A line that prints a credential: `status` is JSON, the shell expands it. */
export function prints(status: object, apiVersion = execApi): string {
  const credential = JSON.stringify({ kind: 'ExecCredential', apiVersion, status })
  return `cat <<CREDENTIAL\n${credential}\nCREDENTIAL`
}

/** `$RUN` is the number of this run, from 1. */
export function writePlugin(script: string, name = 'plugin'): TestPlugin {
  const folder = temporaryFolder()
  const command = join(folder, name)
  const log = join(folder, 'runs')
  writeFileSync(log, '')
  writeFileSync(
    command,
    `#!/bin/sh\nFOLDER='${folder}'\nprintf '%s\\n' "$KUBERNETES_EXEC_INFO" >> "$FOLDER/runs"\nRUN=$(wc -l < "$FOLDER/runs" | tr -d ' ')\n${script}\n`,
  )
  chmodSync(command, 0o755)
  return {
    command,
    folder,
    runs: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    wrote: (name) => {
      const file = join(folder, name)
      return existsSync(file) ? readFileSync(file, 'utf8') : ''
    },
  }
}

export function execUser(plugin: { readonly command: string }, rest: object = {}): object {
  return {
    exec: {
      apiVersion: execApi,
      command: plugin.command,
      interactiveMode: 'IfAvailable',
      ...rest,
    },
  }
}
