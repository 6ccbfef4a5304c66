/** The environment git runs in: nothing that redirects it, asks the user, or runs a program for it. */

export type Environment = Readonly<Record<string, string | undefined>>

/** What a company sets so that git reaches its servers, and where git's own settings are. */
const keptForQueries = [
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
]
const keptForTransfers = [
  ...keptForQueries,
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'GIT_SSL_CERT',
  'GIT_SSL_KEY',
  'GIT_SSL_CERT_PASSWORD_PROTECTED',
  'GIT_SSL_NO_VERIFY',
  'GIT_PROXY_SSL_CAINFO',
  'GIT_HTTP_PROXY_AUTHMETHOD',
]
const programs = ['EDITOR', 'VISUAL', 'PAGER', 'PREFIX', 'SSH_ASKPASS']

/** The names that simple-git has to be told to let through. */
export const queryVariables = [
  ...keptForQueries,
  'GIT_OPTIONAL_LOCKS',
  'GIT_ALLOW_PROTOCOL',
  'GIT_NO_LAZY_FETCH',
]

/** For reading: no lock is taken, and a missing object is never fetched, whatever the repository says. */
export function queryEnvironment(env: Environment): Record<string, string> {
  return {
    ...without(env, keptForQueries),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
  }
}

/**
 * For fetching and checking out: nothing prompts, and only `protocols` are spoken. `sshCommand` is
 * what the user's settings say to run for ssh.
 */
export function transferEnvironment(
  env: Environment,
  protocols: readonly string[],
  sshCommand: string | null,
): Record<string, string> {
  const kept = without(env, keptForTransfers)
  const ssh =
    kept['GIT_SSH_COMMAND'] ?? sshCommand ?? (kept['GIT_SSH'] === undefined ? 'ssh' : null)
  return {
    ...kept,
    ...(ssh === null
      ? {}
      : { GIT_SSH_COMMAND: `${ssh} -oBatchMode=yes -oConnectTimeout=10 -oServerAliveInterval=15` }),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ALLOW_PROTOCOL: protocols.join(':'),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GCM_INTERACTIVE: 'never',
    GIT_LFS_SKIP_SMUDGE: '1',
  }
}

function without(env: Environment, kept: readonly string[]): Record<string, string> {
  const left: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue
    const upper = name.toUpperCase()
    if (programs.includes(upper) || (upper.startsWith('GIT_') && !kept.includes(upper))) continue
    left[name] = value
  }
  return left
}
