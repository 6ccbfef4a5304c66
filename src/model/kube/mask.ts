/** Hides what may be secret in an object that is shown: values whose name says so, and passwords in URLs. */

export const masked = '•••'

const secretName =
  /pass(?:word|wd|phrase)?|secret|token|credential|private[-_]?key|api[-_]?key|access[-_]?key|signing|encryption|\bauth\b|authorization|dsn|connection[-_]?string/i
const inText = new RegExp(
  String.raw`((?:^|[-_.\s"'])[\w.-]*(?:${secretName.source})[\w.-]*["']?\s*[=:]\s*["']?)([^\s"',;&]+)`,
  'gi',
)
const inUrl = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi
const secretFlag = new RegExp(`^--?[\\w.-]*(?:${secretName.source})[\\w.-]*$`, 'i')

/** Whether a variable of this name is likely to hold a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) || /(?:^|_)KEY$/i.test(name)
}

/** `--db-password=x` and `postgres://user:x@db` lose the `x`. */
function maskText(text: string): string {
  return text.replaceAll(inUrl, `$1${masked}@`).replaceAll(inText, `$1${masked}`)
}

/**
 * A Kubernetes object with the literal values of secret-like variables, the arguments after secret-like
 * flags, passwords in URLs, and the copy that `kubectl apply` keeps of all of it hidden. What a Secret
 * holds is in none of these objects: it is named only.
 */
export function maskObject(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value)
  if (Array.isArray(value)) return maskList(value)
  if (typeof value !== 'object' || value === null) return value
  const object = value as Readonly<Record<string, unknown>>
  const { name } = object
  const isVariable = typeof name === 'string' && 'value' in object
  return Object.fromEntries(
    Object.entries(object).map(([key, inner]) => {
      if (key === 'kubectl.kubernetes.io/last-applied-configuration') return [key, masked]
      if (isVariable && key === 'value' && isSecretName(name)) return [key, masked]
      return [key, maskObject(inner)]
    }),
  )
}

function maskList(list: readonly unknown[]): unknown[] {
  return list.map((item, i) => {
    const before = list[i - 1]
    const isSecret = typeof before === 'string' && secretFlag.test(before)
    return isSecret && typeof item === 'string' && !item.startsWith('-') ? masked : maskObject(item)
  })
}
