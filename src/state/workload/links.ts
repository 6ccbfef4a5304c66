/** What a browser can open of a workload: runbook, dashboard, docs, the links of Argo CD, the repository. */
import type { Workload } from '../../model/workload.ts'

export interface Link {
  readonly title: string
  /** http or https, and nothing else. */
  readonly url: string
}

/** Each address once, in the order of the contacts. */
export function linksOf({ contacts, repository }: Workload): Link[] {
  const links = [
    ...contacts.map(({ kind, url }) => ({ title: kind, url: url ?? null })),
    { title: 'repository', url: repository.url },
  ].flatMap(({ title, url }) => (url !== null && isPage(url) ? [{ title, url }] : []))
  return links.filter(({ url }, i) => links.findIndex((link) => link.url === url) === i)
}

function isPage(url: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(url)
}
