/** How a commit is deployed to test it by hand: its image, and the line that would deploy it. */
import type { Session, WorkloadRef } from '../../bisect/session.ts'
import { imageOfForm } from '../../model/version/image-form.ts'
import { sameCommit } from '../../model/version/version.ts'
import type { Workload } from '../../model/workload.ts'
import { shortSha } from '../format.ts'
import { commandLine } from '../report/shell.ts'

export interface Deployment {
  readonly image: string | null
  /** What the image is known from, or that none is. */
  readonly source: string
  readonly line: string | null
  /** Why there is no line; empty where there is one. */
  readonly obstacle: string
}

/** The kinds whose image `kubectl set image` changes. */
const settable: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'])

/** `workload` is null where it is not in the cluster any more. */
export function deployment(session: Session, workload: Workload | null, sha: string): Deployment {
  const known = knownImage(session, workload, sha)
  if (known === null) {
    const source = `no image is known for ${shortSha(sha)}: build that commit`
    return { image: null, source, line: null, obstacle: source }
  }
  const target = session.workload
  const container = appContainerName(workload)
  if (target === null || container === null || !settable.has(target.kind))
    return { ...known, line: null, obstacle: obstacleOf(target) }
  const line = commandLine([
    'kubectl',
    '--context',
    target.context,
    '-n',
    target.namespace,
    'set',
    'image',
    `${target.kind.toLowerCase()}/${target.name}`,
    `${container}=${known.image}`,
  ])
  return { ...known, line, obstacle: '' }
}

/**
 * A release of the commit itself tells its image; else the tags of other releases do, where they are
 * made from their commits: whether that image was ever built, nobody has looked.
 */
function knownImage(
  { imageForm }: Session,
  workload: Workload | null,
  sha: string,
): { readonly image: string; readonly source: string } | null {
  for (const { commit, image, release } of workload?.particulars.releases() ?? [])
    if (image !== null && sameCommit(commit.value, sha))
      return { image, source: `of release ${release}` }
  return imageForm === null
    ? null
    : { image: imageOfForm(imageForm, sha), source: 'as its other tags are made, if it was built' }
}

function obstacleOf(target: WorkloadRef | null): string {
  if (target === null) return 'the bisect is about no workload'
  return settable.has(target.kind)
    ? 'the container that runs it is not known'
    : `kubectl set image does not change a ${target.kind}`
}

function appContainerName(workload: Workload | null): string | null {
  const current = workload?.particulars.releases().find((release) => release.current)
  const container = current?.template?.containers.find(({ image }) => image === current.image)
  return container?.name ?? null
}
