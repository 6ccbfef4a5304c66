/** A bearer token from a file that somebody else keeps fresh. */
import { cleanLine } from '../../model/text.ts'
import type { Credential, CredentialSource } from './credential-source.ts'
import { fileSource } from './file-source.ts'
import { type Reading, unread } from '../request/read-failure.ts'
import type { Secrets } from './secrets.ts'

/** The file wins over `token`, which counts while the file cannot be read (client-go, token_source.go). */
export function tokenFile(path: string, token: string | null, secrets: Secrets): CredentialSource {
  const file = fileSource(path)
  let current: Credential | null = null

  function read(): Reading<Credential> {
    const content = file.read()
    const fromFile = content.ok ? content.value.trim() : ''
    const bearer = fromFile === '' ? token : fromFile
    if (bearer === null)
      return content.ok
        ? unread('Credentials', `the token file ${cleanLine(path)} is empty`)
        : content
    secrets.add(bearer)
    const authorization = `Bearer ${bearer}`
    if (current?.authorization !== authorization) current = { authorization, certificate: null }
    return { ok: true, value: current }
  }

  return {
    get: () => Promise.resolve(read()),
    refused: (credential) => {
      file.distrust()
      const now = read()
      return now.ok && now.value !== credential
    },
    retry: () => file.distrust(),
    close: () => {},
  }
}
