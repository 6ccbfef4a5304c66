/** Credentials from a plugin: run once for whoever asks, kept until they expire or are refused. */
import { cleanLine } from '../../model/text.ts'
import type { Credential, CredentialSource } from './credential-source.ts'
import {
  execInfo,
  parseCredential,
  type PluginCredential,
  type PluginSpec,
} from './exec-credential.ts'
import { lookPath } from './look-path.ts'
import type { PluginPolicy } from './plugin-policy.ts'
import { type Reading, unread } from '../request/read-failure.ts'
import { type PluginRun, runOnTerminal, runSilently } from './run-plugin.ts'
import type { Secrets } from './secrets.ts'

/** Lends out the terminal that a person sits at; one borrower at a time. */
export interface PersonsTerminal {
  readonly lend: <T>(reason: string, use: () => Promise<T>) => Promise<T>
}

export interface PluginSurroundings {
  readonly context: string
  readonly env: NodeJS.ProcessEnv
  readonly policy: PluginPolicy
  /** null where nobody is there to answer a plugin. */
  readonly terminal: PersonsTerminal | null
  readonly secrets: Secrets
  readonly limitMs: number
}

/** A plugin that failed, or whose fresh credential was refused, is not run again sooner. */
const calmMs = 5_000
const calmAfterRefusalMs = 30_000

interface Kept extends Credential {
  readonly expiresAt: number | null
  /** By a clock that is never set back. */
  readonly madeAt: number
  /** Made because the server had refused the one before. */
  readonly replaces: boolean
}

type Failure = Extract<Reading<never>, { ok: false }>

/**
 * A plugin runs without the terminal first, so that renewing a credential does not disturb the screen.
 * Where that fails it runs again on the terminal, if the kubeconfig lets it and a person is there, and
 * until that person asks for it, never a second time: the `interactiveMode` of client-go's plugins.
 */
export function execPlugin(spec: PluginSpec, surroundings: PluginSurroundings): CredentialSource {
  const { context, env, policy, terminal, secrets, limitMs } = surroundings
  const name = cleanLine(spec.command)
  const closed = new AbortController()
  let kept: Kept | null = null
  let pending: Promise<Reading<Credential>> | null = null
  let failure: { readonly value: Failure; readonly until: number } | null = null
  let renewing = false
  let personWasAsked = false

  function fails(what: string, state: 'expired' | 'failed' = 'expired'): Failure {
    return unread('CredentialPlugin', secrets.redact(`credential plugin ${name} ${what}`), {
      state,
    })
  }

  async function obtain(): Promise<Reading<Credential>> {
    const program = lookPath(spec.command, env['PATH'])
    if (program === null) return fails(notFound(spec), 'failed')
    const refusal = policy.refusal(spec.command, program)
    if (refusal !== null) return fails(`may not run: ${refusal}`, 'failed')
    if (spec.interactiveMode !== 'Always') {
      const run = await runSilently(commandOf(program, false), limitMs, closed.signal)
      const credential = understood(run)
      if (typeof credential !== 'string') return keep(credential)
      if (!mayAsk(run)) return fails(credential)
    }
    return askPerson(program)
  }

  function mayAsk(run: PluginRun): boolean {
    const isHope = run.ended === 'badly' || run.ended === 'late'
    return isHope && spec.interactiveMode !== 'Never' && terminal !== null && !personWasAsked
  }

  async function askPerson(program: string): Promise<Reading<Credential>> {
    if (terminal === null) return fails('needs a terminal, and there is none to lend')
    personWasAsked = true
    const reason = `${name} asks on behalf of context "${context}"; Ctrl-C gives up`
    const run = await terminal.lend(reason, () =>
      runOnTerminal(commandOf(program, true), closed.signal),
    )
    const credential = understood(run)
    return typeof credential === 'string' ? fails(credential) : keep(credential)
  }

  function commandOf(program: string, interactive: boolean) {
    const { args } = spec
    const info = { KUBERNETES_EXEC_INFO: execInfo(spec, interactive) }
    return { program, args, env: { ...env, ...spec.env, ...info } }
  }

  /** The credential, or what went wrong. */
  function understood(run: PluginRun): PluginCredential | string {
    switch (run.ended) {
      case 'well':
        return parseCredential(run.stdout, spec.apiVersion)
      case 'badly':
        return failureText(run)
      case 'unstarted':
        return `cannot be run: ${run.why}`
      case 'late':
        return `gave no answer within ${limitMs / 1000} s and was stopped`
      case 'flooding':
        return 'printed too much and was stopped'
      case 'stopped':
        return 'was stopped'
    }
  }

  function keep({ token, certificate, expiresAt }: PluginCredential): Reading<Credential> {
    secrets.add(token, certificate?.key ?? null)
    const authorization = token === null ? null : `Bearer ${token}`
    kept = { authorization, certificate, expiresAt, madeAt: performance.now(), replaces: renewing }
    renewing = false
    personWasAsked = false
    return { ok: true, value: kept }
  }

  async function run(): Promise<Reading<Credential>> {
    const result = await obtain()
    const isFinal = personWasAsked && spec.interactiveMode === 'Always'
    failure = result.ok
      ? null
      : { value: result, until: isFinal ? Infinity : performance.now() + calmMs }
    return result
  }

  return {
    get: () => {
      if (kept !== null && (kept.expiresAt === null || Date.now() < kept.expiresAt))
        return Promise.resolve({ ok: true, value: kept })
      if (failure !== null && performance.now() < failure.until)
        return Promise.resolve(failure.value)
      pending ??= run().finally(() => {
        pending = null
      })
      return pending
    },
    refused: (credential) => {
      if (kept === null || kept !== credential) return true
      const calm = kept.replaces && performance.now() < kept.madeAt + calmAfterRefusalMs
      if (calm || (kept.replaces && spec.interactiveMode === 'Always')) return false
      kept = null
      renewing = true
      return true
    },
    retry: () => {
      failure = null
      personWasAsked = false
      if (kept?.replaces === true) kept = null
    },
    close: () => closed.abort(),
  }
}

function failureText({ exitCode, said }: Extract<PluginRun, { ended: 'badly' }>): string {
  const how = exitCode === null ? 'was killed' : `failed with exit code ${exitCode}`
  // The reason is at the end; what comes before is progress.
  return said.length === 0 ? how : `failed: ${said.slice(-3).join(' / ')}`
}

function notFound({ installHint }: PluginSpec): string {
  return installHint === null ? 'was not found' : `was not found: ${installHint}`
}
