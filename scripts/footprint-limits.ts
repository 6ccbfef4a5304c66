/** How big an install may be. A change that needs more sets these anew, where a reviewer sees it. */

const MB = 1e6

export const footprint = {
  /** kulprit itself: what it uses is in its bundle. */
  packages: 1,
  tarballBytes: 1.05 * MB,
  unpackedBytes: 4.2 * MB,
} as const

/** What may come on top before a check fails, as a share. */
export const margin = 0.1

export function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(2)} MB`
}
