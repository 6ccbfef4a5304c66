/** Compares repositories by what their addresses have in common, however they are written. */

/**
 * Whether two addresses (a URL, the scp form, or `owner/name` on any host) are of one repository. Two
 * full addresses have to agree on the host too.
 */
export function sameRepository(a: string, b: string): boolean {
  const [one, two] = [partsOf(a), partsOf(b)]
  return one.path === two.path && (one.host === '' || two.host === '' || one.host === two.host)
}

function partsOf(address: string): { readonly host: string; readonly path: string } {
  const bare = address
    .trim()
    .toLowerCase()
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^/@]*@/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
  const match = /^([^/:]+\.[^/:]+)(?::\d+(?=\/))?[:/]+(.+)$/.exec(bare)
  return match === null ? { host: '', path: bare } : { host: match[1] ?? '', path: match[2] ?? '' }
}
