/** Which credential plugins may run: the user's kuberc says so, for kubectl and kulprit alike. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join, normalize } from 'node:path'
import { parse } from 'yaml'
import { cleanLine } from '../../model/text.ts'
import { text } from '../trim/field.ts'
import { isRecord, type Json, record } from '../trim/json.ts'
import { lookPath } from './look-path.ts'

export interface PluginPolicy {
  /**
   * Why a plugin may not run; null where it may. `command` is as the kubeconfig words it, `program`
   * the file that would run.
   */
  readonly refusal: (command: string, program: string) => string | null
}

const allowAll: PluginPolicy = { refusal: () => null }

/**
 * Reads `credentialPluginPolicy` and `credentialPluginAllowlist` from the file that `KUBERC` names,
 * else from ~/.kube/kuberc, by the rules of kubectl (pkg/kuberc) and client-go (auth/exec). Unlike
 * kubectl, a file that is there and cannot be read stops plugins: it may hold a policy.
 */
export function readPluginPolicy(env: NodeJS.ProcessEnv): PluginPolicy {
  const named = env['KUBERC']
  if (named === 'off' || env['KUBECTL_KUBERC'] === 'false') return allowAll
  const file = named || join(env['HOME'] || homedir(), '.kube', 'kuberc')
  let kuberc: unknown
  try {
    kuberc = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (!named && record(error)['code'] === 'ENOENT') return allowAll
    return broken(file, 'cannot be read')
  }
  if (kuberc === null) return allowAll
  return isRecord(kuberc) ? policyOf(kuberc, file, env['PATH']) : broken(file, 'cannot be read')
}

function policyOf(kuberc: Json, file: string, path: string | undefined): PluginPolicy {
  const policy = kuberc['credentialPluginPolicy'] ?? ''
  const list = kuberc['credentialPluginAllowlist'] ?? null
  if (policy !== 'Allowlist' && list !== null)
    return broken(file, 'has a credentialPluginAllowlist, but not the policy Allowlist')
  switch (policy) {
    case '':
    case 'AllowAll':
      return allowAll
    case 'DenyAll':
      return refuseAll(`credentialPluginPolicy in ${cleanLine(file)} is DenyAll`)
    case 'Allowlist':
      return allowlist(list, file, path)
    default:
      return broken(file, 'has an unknown credentialPluginPolicy')
  }
}

function allowlist(list: unknown, file: string, path: string | undefined): PluginPolicy {
  if (!Array.isArray(list) || list.length === 0)
    return broken(file, 'has the policy Allowlist and no credentialPluginAllowlist')
  const commands: string[] = []
  for (const item of list.map(record)) {
    const command = text(item, 'command') ?? text(item, 'name')
    if (command === null || normalize(command) !== command || command.endsWith('/'))
      return broken(file, 'has an entry in credentialPluginAllowlist that names no command')
    commands.push(command)
  }
  return {
    refusal: (command, program) => {
      const same = (allowed: string): boolean =>
        allowed === normalize(command) ||
        allowed === program ||
        (basename(allowed) === basename(program) && lookPath(allowed, path) === program)
      return commands.some(same)
        ? null
        : `credentialPluginAllowlist in ${cleanLine(file)} does not name it`
    },
  }
}

function broken(file: string, what: string): PluginPolicy {
  return refuseAll(`${cleanLine(file)} ${what}`)
}

function refuseAll(why: string): PluginPolicy {
  return { refusal: () => why }
}
