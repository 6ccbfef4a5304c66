/** Chooses the good and the bad end of a bisect, and asks first whether it is the code at all. */
import type { WorkloadRef } from '../../bisect/session.ts'
import { codeChanged } from '../../model/release/code-changed.ts'
import { differencesBetween } from '../../model/release/difference.ts'
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import type { Release, Workload } from '../../model/workload.ts'
import type { Asker } from '../ask.ts'
import { cancelled } from '../environment.ts'

export interface AskedEnds {
  readonly workload: Workload | null
  /** Whose release the good end is: the same workload in another context; null for this one. */
  readonly goodWorkload: Workload | null
  /** A release number, a version or a commit; null for the workload's previous and current release. */
  readonly good: string | null
  readonly bad: string | null
}

export type End =
  | {
      readonly kind: 'release'
      readonly release: Release
      /** `release 7`, and where it is not of the workload itself: `release 7 in staging`. */
      readonly name: string
    }
  | { readonly kind: 'text'; readonly text: string }

export interface Ends {
  readonly good: End
  readonly bad: End
}

export function chooseEnds(request: AskedEnds, { keyOf }: Pick<Asker, 'keyOf'>): Result<Ends> {
  const { workload, goodWorkload } = request
  if (workload === null) {
    if (request.good === null || request.bad === null)
      return failed('usage', 'a bisect without a workload needs both ends', {
        next: 'pass --good COMMIT and --bad COMMIT',
      })
    return ok({
      good: { kind: 'text', text: request.good },
      bad: { kind: 'text', text: request.bad },
    })
  }
  const bad =
    request.bad === null ? currentEnd(workload, 'bad', keyOf) : ok(namedEnd(workload, request.bad))
  if (!bad.ok) return bad
  const good =
    request.good !== null
      ? ok(namedEnd(goodWorkload ?? workload, request.good))
      : goodWorkload === null
        ? provenEnd(workload)
        : currentEnd(goodWorkload, 'good', keyOf)
  if (!good.ok) return good
  return ok({ good: elsewhere(good.value, goodWorkload), bad: bad.value })
}

/**
 * The same ends, with a good one that the user names where nothing is known to have worked. For screens: on the
 * command line the failure lists what there is to choose from.
 */
export async function askForGood<Request extends AskedEnds>(
  request: Request,
  asker: Asker,
): Promise<Result<Request>> {
  const ends = chooseEnds(request, asker)
  const { workload } = request
  if (ends.ok || workload === null || request.good !== null) return ok(request)
  if (!currentEnd(workload, 'bad', asker.keyOf).ok) return ok(request)
  const why = (ends.failure.cause ?? ends.failure.message).replace(/^unknown: /, '')
  const good = await asker.ask(
    {
      title: `Which version of ${workload.name} worked?`,
      lines: [why, 'A version, or the tag, branch or hash of a commit.'],
      input: { kind: 'text', initial: '', placeholder: 'for example 1.8.0' },
    },
    null,
  )
  return good === null ? cancelled('the bisect') : ok({ ...request, good })
}

function elsewhere(end: End, workload: Workload | null): End {
  return end.kind === 'release' && workload !== null
    ? { ...end, name: `${end.name} in ${workload.context}` }
    : end
}

function endOf(release: Release): End {
  return { kind: 'release', release, name: `release ${release.release}` }
}

function currentEnd(workload: Workload, end: 'good' | 'bad', keyOf: Asker['keyOf']): Result<End> {
  const release = workload.particulars.releases().find((release) => release.current)
  if (release !== undefined) return ok(endOf(release))
  // Of a CronJob no releases are kept, but what it runs is known.
  const runs =
    workload.particulars.releases().length === 0
      ? (workload.commit.value ?? workload.version.value)
      : null
  if (runs !== null) return ok({ kind: 'text', text: runs })
  const which = `${workloadPath(workload)} in ${workload.context}`
  return failed('usage', `the current release of ${which} is unknown`, {
    next:
      keyOf === null
        ? `pass --${end} with a release number, a version or a commit`
        : `choose another release as the ${end} end: ${keyOf(`release.${end}`)} on its line`,
  })
}

/**
 * Before anything else: two releases of the same code can't be told apart by their commits, and
 * where more than the code changed, the fault may be in the rest.
 */
export async function checkCode({ good, bad }: Ends, asker: Asker): Promise<Result<null>> {
  if (good.kind !== 'release' || bad.kind !== 'release') return ok(null)
  const [older, newer] = [good.release, bad.release]
  const differences =
    older.template === null || newer.template === null
      ? []
      : differencesBetween(older.template, newer.template)
  if (codeChanged(older, newer) === false) {
    return failed('git', `it is not the code: ${bad.name} runs the same as ${good.name}`, {
      cause:
        differences.length === 0
          ? 'nothing in their pod templates differs: look at what they read and call'
          : `between them: ${differences.map(({ words }) => words).join('; ')}`,
      next:
        asker.keyOf === null
          ? 'mend what differs; to bisect nevertheless, name commits with --good and --bad'
          : `mend what differs, or choose other ends: ${asker.keyOf('release.good')} and ${asker.keyOf('release.bad')} on the line of a release`,
    })
  }
  // One image is the application's own; where several changed, another may be to blame.
  const images = differences.filter(({ kind }) => kind === 'image')
  const others =
    images.length > 1 ? differences : differences.filter(({ kind }) => kind !== 'image')
  if (others.length === 0) return ok(null)
  const lines = others.map(({ words }) => words)
  const goOn = await asker.confirm('Not only the code changed', lines, 'bisect the code')
  return goOn ? ok(null) : cancelled('the bisect')
}

/** The newest older release that is proven to have worked, as the good end. */
function provenEnd(workload: Workload): Result<End> {
  const older = workload.particulars.releases().filter((release) => !release.current)
  const currentVersion = workload.version.value
  const proven = older.find(
    (release) => release.proof === 'proven' && release.version.value !== currentVersion,
  )
  if (proven !== undefined) return ok(endOf(proven))
  const choices = older.map(
    (release) =>
      `${release.release} (${release.version.value ?? 'unknown version'}, ${release.proof})`,
  )
  return failed('usage', `no older release of ${workloadPath(workload)} is proven to have worked`, {
    cause: workload.previousUnknown,
    next:
      choices.length === 0
        ? 'pass --good with a version or a commit that worked'
        : `choose one with --good: ${choices.join(', ')}`,
  })
}

/** A release number, then a version that a release had, else a commit. */
function namedEnd(workload: Workload, text: string): End {
  const release =
    workload.particulars.releases().find((release) => String(release.release) === text) ??
    workload.particulars.releases().find((release) => release.version.value === text)
  return release === undefined ? { kind: 'text', text } : endOf(release)
}

/** `shop/deployment/cart`, as a settings rule names it. */
export function workloadPath(workload: WorkloadRef): string {
  return `${workload.namespace}/${workload.kind.toLowerCase()}/${workload.name}`
}
