/** Carries out what the screens ask for that needs another program on the terminal. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Result } from '../../model/failure.ts'
import type { Effect } from '../../state/effect.ts'
import { shortSha } from '../../state/format.ts'
import { writeTo, writeUnder } from '../../storage/given-file.ts'
import type { Environment } from '../environment.ts'
import type { BisectPerformer } from '../ui/perform-bisect.ts'
import type { Program } from './programs.ts'
import { editorOn, k9sOn, pagerOn, runProgram, shellIn } from './programs.ts'
import type { Store } from '../ui/store.ts'
import type { Lend } from './suspend.ts'

type ProgramEffect = Extract<
  Effect,
  { type: 'openK9s' | 'editSettings' | 'editReport' | 'openShell' | 'page' }
>

interface Surroundings {
  readonly environment: Environment
  readonly store: Store
  readonly bisects: BisectPerformer
  /** What `--kubeconfig` names. */
  readonly kubeconfig: string | null
}

export function handOver(
  lending: () => Lend | null,
  { environment, store, bisects, kubeconfig }: Surroundings,
): { readonly run: (effect: ProgramEffect) => Promise<void> } {
  const { env, folders } = environment

  /** null where there is nothing to run: the user was told why. */
  async function programFor(effect: ProgramEffect): Promise<Program | null> {
    switch (effect.type) {
      case 'page':
        return pagerOn(effect.text, env)
      case 'openK9s': {
        const workload = store.getState().workloads.get(effect.workload)
        return workload === undefined ? null : k9sOn(workload, kubeconfig, env)
      }
      case 'openShell': {
        const folder = await bisects.checkedOut(effect.session, effect.sha)
        const hint = `kulprit: this is ${shortSha(effect.sha)} in ${folder}; exit goes back to the bisect`
        return folder === null ? null : shellIn(folder, hint, env)
      }
      case 'editSettings': {
        const file = await existing(folders.config)
        return told(file) ? editorOn(file.value, env) : null
      }
      case 'editReport': {
        const file = await writeUnder(process.cwd(), effect.session, 'md', effect.text)
        if (!told(file)) return null
        store.dispatch({ type: 'noticed', text: `saved the report as ${file.value}` })
        return editorOn(file.value, env)
      }
    }
  }

  function told<T>(result: Result<T>): result is Extract<Result<T>, { ok: true }> {
    if (!result.ok) store.dispatch({ type: 'failed', failure: result.failure })
    return result.ok
  }

  return {
    async run(effect) {
      const program = await programFor(effect)
      const lend = lending()
      if (program !== null && lend !== null) told(await runProgram(lend, program))
    },
  }
}

/** The settings file; an empty one is made where there is none, since that says the same. */
async function existing(file: string): Promise<Result<string>> {
  if (existsSync(file)) return { ok: true, value: file }
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  return writeTo(file, '{}\n')
}
