/** Expected failures are values: what went wrong, why, and what to do next. A throw is a bug. */

/**
 * Who has to act: `usage` the caller of the command (exit 2), `config` whoever keeps the settings
 * or the kubeconfig, `cluster`, `git` and `probe` the outside system (exit 1), `cancelled` nobody.
 */
export type FailureKind = 'usage' | 'config' | 'cluster' | 'git' | 'probe' | 'cancelled'

export interface Failure {
  readonly kind: FailureKind
  /** One line that names the thing: `no context "prod" in ~/.kube/config`. */
  readonly message: string
  /** What the outside system said, cleaned; null where the message says it all. */
  readonly cause: string | null
  /** What to do next, as one sentence or command; null where nothing helps. */
  readonly next: string | null
}

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure }

export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

export function failed(
  kind: FailureKind,
  message: string,
  rest: { cause?: string | null; next?: string | null } = {},
): { readonly ok: false; readonly failure: Failure } {
  return {
    ok: false,
    failure: { kind, message, cause: rest.cause ?? null, next: rest.next ?? null },
  }
}
