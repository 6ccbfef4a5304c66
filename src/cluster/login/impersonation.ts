/** Whom the server should take us for: the flags and the kubeconfig's `as` fields, merged as by kubectl. */
import { text, texts } from '../trim/field.ts'
import { type Json, record } from '../trim/json.ts'

export interface ImpersonationFlags {
  readonly as: string | null
  readonly asGroups: readonly string[]
  readonly asUid?: string
  readonly asExtra?: Readonly<Record<string, readonly string[]>>
}

type Headers = Record<string, string | string[]>

/**
 * Each flag replaces its own field of the kubeconfig and no other, as clientcmd merges overrides. The
 * headers are those of client-go's transport; the second result says what is wrong.
 */
export function impersonationHeaders(user: Json, flags: ImpersonationFlags): Headers | string {
  const name = flags.as ?? text(user, 'as')
  const uid = flags.asUid ?? text(user, 'as-uid')
  const groups = flags.asGroups.length > 0 ? flags.asGroups : texts(user['as-groups'])
  const extra = Object.entries({ ...record(user['as-user-extra']), ...flags.asExtra })
  if (name === null || name === '')
    return uid === null && groups.length === 0 && extra.length === 0
      ? {}
      : 'groups, uid or extra are to be impersonated, but no user'
  const headers: Headers = {
    'impersonate-user': sent(name),
    ...(uid === null ? {} : { 'impersonate-uid': sent(uid) }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': groups.map(sent) }),
    ...Object.fromEntries(
      extra.map(([key, values]) => [`impersonate-extra-${escaped(key)}`, texts(values).map(sent)]),
    ),
  }
  const isUnsendable = Object.values(headers).flat().some(hasControls)
  return isUnsendable ? 'who is to be impersonated has characters that cannot be sent' : headers
}

/** Headers are bytes to Node; Kubernetes takes them for UTF-8. */
function sent(value: string): string {
  return Buffer.from(value).toString('latin1')
}

function hasControls(value: string): boolean {
  return /[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)
}

/** What may not stand in a header's name is percent-encoded, byte by byte (client-go, headerKeyEscape). */
function escaped(key: string): string {
  return [...Buffer.from(key.toLowerCase())]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[a-z0-9!#$&'*+.^_`|~-]/.test(character)
        ? character
        : `%${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
}
