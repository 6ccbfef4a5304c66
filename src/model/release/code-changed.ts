/** Says whether two releases differ in the code that was built into them. */
import type { ImageReference } from '../version/image.ts'
import { parseImage, readTag } from '../version/image.ts'
import { sameCommit } from '../version/version.ts'
import type { Release } from '../workload.ts'

/**
 * Whether the application's own code differs, by the commits and the app container's image; null
 * where nothing tells. Only a digest is beyond doubt: a tag can be pushed again, and a commit that a
 * deployment tool noted can be that of another repository.
 */
export function codeChanged(older: Release, newer: Release): boolean | null {
  const [a, b] = [imageOf(older), imageOf(newer)]
  const sameDigest = a !== null && a.digest !== null && a.digest === b?.digest
  const [from, to] = [older.commit.value, newer.commit.value]
  if (sameDigest || sameCommit(from, to)) return false
  const byImage = imageChanged(a, b)
  if (from !== null && to !== null) return byImage === false ? null : true
  return byImage ?? versionChanged(older, newer)
}

function imageChanged(a: ImageReference | null, b: ImageReference | null): boolean | null {
  if (a === null || b === null) return null
  if (a.digest !== null && b.digest !== null) return a.digest !== b.digest
  if (!isFixed(a) && !isFixed(b)) return null
  return a.repository !== b.repository || a.tag !== b.tag
}

/** Where only a moving tag is known, the digests that the pods reported, as versions, tell. */
function versionChanged(older: Release, newer: Release): boolean | null {
  const [from, to] = [older.version.value, newer.version.value]
  if (from === null || to === null) return null
  if (from !== to) return true
  return from.startsWith('sha256:') ? false : null
}

function imageOf({ image }: Release): ImageReference | null {
  return image === null ? null : parseImage(image)
}

function isFixed({ tag }: ImageReference): boolean {
  return tag !== null && readTag(tag).version !== null
}
