/** Asks the simulated API server as a client does. */
import type { KubeJson } from '../../src/demo/kube-json.ts'

export interface ListAnswer {
  readonly kind: string
  readonly items: readonly KubeJson[]
  readonly metadata: {
    readonly resourceVersion: string
    readonly continue?: string
    readonly remainingItemCount?: number
  }
}

export interface WatchLine {
  readonly type: string
  readonly object: KubeJson & { readonly code?: number; readonly message?: string }
}

export async function getJson<T>(url: string, init: RequestInit = {}): Promise<T> {
  return (await (await fetch(url, init)).json()) as T
}

/** Collects the events of a watch until `done`, or until the server ends it. */
export async function watchUntil(
  url: string,
  done: (lines: readonly WatchLine[]) => boolean = () => false,
): Promise<WatchLine[]> {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) })
  const lines: WatchLine[] = []
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    const whole = text.split('\n')
    text = whole.pop() ?? ''
    lines.push(...whole.map((line) => JSON.parse(line) as WatchLine))
    // Leaving the loop closes the connection.
    if (done(lines)) break
  }
  return lines
}
