/** The secrets of one connection, for keeping them out of what is said. */

/** Keeps every secret out of messages, whoever put it there. */
export interface Secrets {
  readonly add: (...secrets: (string | null)[]) => void
  readonly redact: (message: string) => string
}

const jsonWebToken = /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g

export function createSecrets(): Secrets {
  const known = new Set<string>()
  return {
    add: (...secrets) => {
      for (const secret of secrets)
        // A very short "secret" would only tear holes into unrelated words.
        if (secret !== null && secret.length >= 4) known.add(secret)
    },
    redact: (message) => {
      let clean = message
      for (const secret of known) clean = clean.replaceAll(secret, '***')
      return clean.replaceAll(jsonWebToken, '***')
    },
  }
}
