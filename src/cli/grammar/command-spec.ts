/** What is said of a command in the table of commands, and what several of them have in common. */
import type { FlagName } from './flags.ts'
import type { Output } from './output.ts'

export interface CommandSpec {
  /** The words after the command; one form a line. */
  readonly forms: readonly string[]
  readonly summary: string
  /** How many words it takes, and what a missing one is called. */
  readonly words: { readonly least: number; readonly most: number; readonly name: string }
  readonly flags: readonly FlagName[]
  /** Allowed values of `-o`; the first is the default. */
  readonly outputs: readonly Output[]
  readonly example: string
}

/** Flags that say what is read of which clusters. */
export const clusterFlags = [
  'context',
  'namespace',
  'all-namespaces',
  'selector',
  'kubeconfig',
  'as',
  'as-group',
  'as-uid',
  'as-user-extra',
  'request-timeout',
] as const

export const scope: readonly FlagName[] = [...clusterFlags, 'config']

export const noWords = { least: 0, most: 0, name: '' }
export const textOutputs: readonly Output[] = ['text', 'json', 'yaml']
