/** What one command line asks for, already checked: the grammar makes it, app/ carries it out. */
import type { CommandId } from './commands.ts'
import { commandIds } from './commands.ts'
import type { Output } from './output.ts'
import type { Shell } from '../completion/shell-scripts.ts'

/** Which cluster, and which part of it; empty lists and nulls mean "not given". */
export interface ClusterScope {
  readonly kubeconfig: string | null
  readonly contexts: readonly string[]
  readonly namespaces: readonly string[]
  readonly allNamespaces: boolean
  readonly selector: string | null
  /** null where not given, 0 for no limit. */
  readonly requestTimeoutMs: number | null
  readonly as: string | null
  readonly asGroups: readonly string[]
  /** `--as-uid` and `--as-user-extra KEY=VALUE`, where they are given. */
  readonly asUid?: string
  readonly asExtra?: Readonly<Record<string, readonly string[]>>
}

/** What every command that reads a cluster has. `config` is `--config`, a settings file. */
interface OnCluster {
  readonly scope: ClusterScope
  readonly config: string | null
}

/** `--repo` and `--path`. */
interface GivenSource {
  readonly repository: string | null
  readonly path: string | null
}

/** What judges a commit: a line for `sh -c`, or a program with its arguments. */
export type ProbeCommand =
  | { readonly kind: 'shell'; readonly line: string }
  | { readonly kind: 'program'; readonly words: readonly string[] }

/** Why a commit can be tested, the plainest first. */
export const tierNames = ['deployed', 'tagged', 'built', 'any'] as const
type TierName = (typeof tierNames)[number]

export interface BisectStart extends OnCluster {
  readonly command: 'bisect'
  /** null for a bisect without a cluster: then `source.repository`, `good` and `bad` are given. */
  readonly workload: string | null
  readonly good: string | null
  readonly bad: string | null
  readonly source: GivenSource
  /** null for a bisect by hand. */
  readonly probe: ProbeCommand | null
  /** The limit for one try of one commit: null where not given, 0 for none. */
  readonly timeoutMs: number | null
  /** How often a failing commit is tried again; it is bad only where every try fails. */
  readonly retries: number
  /** How many commits are tested at once. */
  readonly jobs: number
  /** Decided: as asked for, else whether a command judges. */
  readonly verifyEnds: boolean
  readonly firstParent: boolean
  /** For a symptom that does not always show; rates are learned where null. */
  readonly flaky: {
    readonly confidence: number
    readonly failRate: number | null
    readonly falseFailRate: number | null
  } | null
  /** Which commits can be tested; null for any. */
  readonly builds: {
    readonly only: TierName
    readonly images: string | null
    readonly imageCommand: string | null
  } | null
  /** A file, `-` for stdin; null for what the cluster says. */
  readonly crashLog: string | null
  /** The context whose workload of the same name is the good end. */
  readonly goodContext: string | null
  readonly output: Output
}

/** Goes on with an open bisect by a command. */
export interface BisectRun {
  readonly command: 'bisect run'
  readonly session: string
  readonly probe: ProbeCommand
  readonly timeoutMs: number | null
  readonly retries: number
  readonly jobs: number
  readonly output: Output
}

interface OnSession {
  /** null for the lone open one. */
  readonly session: string | null
  readonly output: Output
}

/** What is done with the settings file; `config` is `--config`. */
export type ConfigCommand = { readonly config: string | null } & (
  | { readonly command: 'config path' }
  | { readonly command: 'config schema' }
  | {
      readonly command: 'config get'
      /** null for all of them. */
      readonly setting: string | null
    }
  | {
      readonly command: 'config set'
      readonly setting: string
      /** null to remove it. */
      readonly value: string | null
    }
  | {
      readonly command: 'config check'
      /** null for the file that kulprit reads. */
      readonly file: string | null
    }
)

export type Invocation =
  | ({ readonly command: 'ui'; readonly workload: string | null } & OnCluster)
  | ({
      readonly command: 'get'
      /** Empty for every workload. */
      readonly query: string
      readonly output: Output
      readonly noHeaders: boolean
    } & OnCluster)
  | ({
      readonly command: 'describe'
      readonly workload: string
      readonly output: Output
    } & OnCluster)
  | ({
      readonly command: 'history'
      readonly workload: string
      readonly output: Output
      readonly noHeaders: boolean
    } & OnCluster)
  | ({
      readonly command: 'changes'
      /** Empty for every workload. */
      readonly query: string
      readonly sinceMs: number
      /** The failing one whose changes are ranked; null for the fleet's. */
      readonly workload: string | null
      readonly output: Output
      readonly noHeaders: boolean
    } & OnCluster)
  | ({
      readonly command: 'owners'
      /** Empty for every workload. */
      readonly query: string
      readonly output: Output
      readonly noHeaders: boolean
    } & OnCluster)
  | ({
      readonly command: 'report'
      readonly workload: string
      /** null for stdout. */
      readonly file: string | null
      readonly output: Output
    } & OnCluster)
  | { readonly command: 'k9s-plugin' }
  | ({
      readonly command: 'diff' | 'commits'
      readonly workload: string
      readonly from: string | null
      readonly to: string | null
      readonly source: GivenSource
      readonly output: Output
      readonly noHeaders: boolean
    } & OnCluster)
  | BisectStart
  | BisectRun
  | ({
      readonly command: 'bisect good' | 'bisect bad' | 'bisect skip'
      /** null for the commit in hand. */
      readonly rev: string | null
      readonly note: string | null
    } & OnSession)
  | ({ readonly command: 'bisect test'; readonly rev: string } & OnSession)
  | ({
      readonly command: 'bisect note'
      /** null for the commit of the last verdict. */
      readonly rev: string | null
      /** Empty to remove the remark. */
      readonly text: string
    } & OnSession)
  | ({
      readonly command: 'bisect export'
      /** null for stdout. */
      readonly file: string | null
    } & OnSession)
  | {
      readonly command: 'bisect import'
      /** `-` for stdin. */
      readonly file: string
      /** Where the source is on this machine; null for where the file says. */
      readonly repository: string | null
      readonly output: Output
    }
  | ({
      readonly command:
        'bisect undo' | 'bisect redo' | 'bisect status' | 'bisect log' | 'bisect reset'
    } & OnSession)
  | ({ readonly command: 'doctor'; readonly output: Output } & OnCluster)
  | ConfigCommand
  | { readonly command: 'completion'; readonly shell: Shell }
  | { readonly command: 'demo'; readonly serve: boolean; readonly tour: boolean }
  | { readonly command: 'help'; readonly topic: Topic | null }
  /** A page of the documentation, or `pages` for their list. */
  | { readonly command: 'help page'; readonly page: string }
  | { readonly command: 'version' }

export const extraTopics = ['query', 'keys', 'exit-codes', 'json'] as const

/** What `kulprit help` knows: every command, and a few matters of their own. */
export type Topic = CommandId | (typeof extraTopics)[number]

export const helpTopics: readonly Topic[] = [...commandIds, ...extraTopics]
