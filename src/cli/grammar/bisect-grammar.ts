/** The part of the grammar that starts a bisect, with what contradicts itself there. */
import type { Result } from '../../model/failure.ts'
import { failed, ok } from '../../model/failure.ts'
import { clusterFlags } from './command-spec.ts'
import type { BisectStart, Invocation, ProbeCommand } from './invocation.ts'
import { tierNames } from './invocation.ts'
import type { GivenFlags } from './read-flags.ts'
import { countOf, durationOf, isOn, lastValue, outputOf, scopeOf } from './read-flags.ts'

/** `afterDashes` is the command that follows `--`; null where there is none. */
export function startBisect(
  workload: string | null,
  afterDashes: readonly string[] | null,
  given: GivenFlags,
): Result<Invocation> {
  const ends = { good: lastValue(given, 'good'), bad: lastValue(given, 'bad') }
  const source = { repository: lastValue(given, 'repo'), path: lastValue(given, 'path') }
  const session = lastValue(given, 'session')
  const refused =
    session === null
      ? ((workload === null ? refuseWithoutWorkload(ends, source.repository, given) : null) ??
        refuseTwoGoodEnds(ends, given) ??
        refuseEqualEnds(ends))
      : refuseBesideSession(workload, given)
  if (refused !== null) return refused
  const probe = probeCommand(lastValue(given, 'run'), afterDashes)
  if (!probe.ok) return probe
  const timeout = durationOf(given, 'timeout')
  if (!timeout.ok) return timeout
  if (timeout.value !== null && probe.value === null)
    return failed('usage', '--timeout limits a command, and none is given', {
      next: 'add --run CMD, or -- and a command',
    })
  const retries = countOf(given, 'retries', mostRetries)
  if (!retries.ok) return retries
  if (retries.value !== null && probe.value === null)
    return failed('usage', '--retries repeats a command, and none is given', {
      next: 'add --run CMD, or -- and a command',
    })
  const jobs = countOf(given, 'jobs', mostJobs)
  if (!jobs.ok) return jobs
  if (jobs.value === 0) return failed('usage', '--jobs 0 would test nothing')
  if (jobs.value !== null && probe.value === null)
    return failed('usage', '--jobs runs a command several times, and none is given', {
      next: 'add --run CMD, or -- and a command',
    })
  const [verify, noVerify] = [isOn(given, 'verify'), isOn(given, 'no-verify')]
  if (verify && noVerify)
    return failed('usage', '--verify and --no-verify contradict each other', {
      next: 'keep one of them',
    })
  const builds = buildsOf(given)
  if (!builds.ok) return builds
  if (builds.value?.images === '-' && lastValue(given, 'crash-log') === '-')
    return failed('usage', '--images and --crash-log both read stdin', {
      next: 'put one of them into a file',
    })
  const flaky = flakyOf(given)
  if (!flaky.ok) return flaky
  const scope = scopeOf(given)
  if (!scope.ok) return scope
  const output = outputOf(given, 'bisect')
  if (!output.ok) return output
  if (session !== null)
    return probe.value === null
      ? failed('usage', '--session goes on with a bisect by a command, and none is given', {
          next: `add --run CMD; by hand, kulprit bisect good|bad|skip --session ${session}`,
        })
      : ok({
          command: 'bisect run',
          session,
          probe: probe.value,
          timeoutMs: timeout.value,
          retries: retries.value ?? 0,
          jobs: jobs.value ?? 1,
          output: output.value,
        })
  return ok({
    command: 'bisect',
    workload,
    ...ends,
    source,
    probe: probe.value,
    timeoutMs: timeout.value,
    retries: retries.value ?? 0,
    jobs: jobs.value ?? 1,
    // Somebody who judges by hand has seen both ends; a command has not.
    verifyEnds: verify || (probe.value !== null && !noVerify && flaky.value === null),
    firstParent: isOn(given, 'first-parent'),
    flaky: flaky.value,
    builds: builds.value,
    crashLog: lastValue(given, 'crash-log'),
    goodContext: lastValue(given, 'good-context'),
    scope: scope.value,
    config: lastValue(given, 'config'),
    output: output.value,
  })
}

function flakyOf(given: GivenFlags): Result<BisectStart['flaky']> {
  const rates = ['confidence', 'fail-rate', 'false-fail-rate'] as const
  const alone = rates.find((name) => given.has(name))
  if (!isOn(given, 'flaky'))
    return alone === undefined
      ? ok(null)
      : failed('usage', `--${alone} is for a flaky symptom`, { next: 'add --flaky' })
  const other = (['jobs', 'retries', 'first-parent', 'verify'] as const).find((name) =>
    given.has(name),
  )
  if (other !== undefined)
    return failed('usage', `--flaky and --${other} cannot be combined`, {
      next: 'a flaky symptom is tested one commit at a time, as often as it takes',
    })
  const [confidence, failRate, falseFailRate] = rates.map((name) => lastValue(given, name))
  for (const [i, text] of [confidence, failRate, falseFailRate].entries())
    if (typeof text === 'string' && !(Number(text) > 0 && Number(text) < 1))
      return failed('usage', `--${rates[i]} "${text}" is not a probability between 0 and 1`)
  const rate = (text: string | null | undefined): number | null =>
    typeof text === 'string' ? Number(text) : null
  const learnable = { failRate: rate(failRate), falseFailRate: rate(falseFailRate) }
  if (learnable.failRate !== null && learnable.failRate <= (learnable.falseFailRate ?? 0))
    return failed('usage', '--fail-rate must be above --false-fail-rate', {
      next: 'else a failure says nothing about a commit',
    })
  return ok({ confidence: rate(confidence) ?? 0.95, ...learnable })
}

/** A list or a command alone says that only what is built can be tested. */
function buildsOf(given: GivenFlags): Result<BisectStart['builds']> {
  const [images, imageCommand] = [lastValue(given, 'images'), lastValue(given, 'image-command')]
  const text = lastValue(given, 'only')
  if (text === null && images === null && imageCommand === null) return ok(null)
  const only = tierNames.find((name) => name === (text ?? 'built'))
  if (only === undefined)
    return failed('usage', `--only "${text}" is no kind of commit`, {
      next: `choose one of ${tierNames.join(', ')}`,
    })
  const asks = imageCommand !== null || images !== null
  if (asks && (only === 'deployed' || only === 'tagged'))
    return failed('usage', `--only ${only} makes no use of images`, {
      next: 'write --only built, or leave out the images',
    })
  if (isOn(given, 'first-parent'))
    return failed('usage', '--first-parent and --only both say what is tested first', {
      next: 'keep one of them',
    })
  return ok({ only, images, imageCommand })
}

/** More would hide that a test is useless. */
const mostRetries = 100
/** With more the choice of commits to test takes longer than it saves. */
const mostJobs = 32

interface Ends {
  readonly good: string | null
  readonly bad: string | null
}

/** What a session has already decided. */
function refuseBesideSession(workload: string | null, given: GivenFlags): Result<never> | null {
  const decided = [
    'good',
    'bad',
    'repo',
    'path',
    'verify',
    'no-verify',
    'first-parent',
    'flaky',
    'confidence',
    'fail-rate',
    'false-fail-rate',
    'only',
    'images',
    'image-command',
    'crash-log',
    'good-context',
    ...clusterFlags,
  ] as const
  const flag = decided.find((name) => given.has(name))
  const beside = workload ?? (flag === undefined ? null : `--${flag}`)
  return beside === null
    ? null
    : failed('usage', `--session and ${beside} both say what to bisect`, {
        next: 'keep one of them',
      })
}

function refuseWithoutWorkload(
  { good, bad }: Ends,
  repository: string | null,
  given: GivenFlags,
): Result<never> | null {
  if (repository === null)
    return failed('usage', 'kulprit bisect needs a WORKLOAD, or --repo with --good and --bad', {
      next: 'kulprit help bisect shows how it is used',
    })
  const missing = [good === null ? '--good' : '', bad === null ? '--bad' : ''].filter(Boolean)
  if (missing.length > 0)
    return failed('usage', `--repo without a WORKLOAD needs ${missing.join(' and ')}`, {
      next: 'give a commit, a tag or a branch for each end',
    })
  const onCluster = ([...clusterFlags, 'good-context'] as const).find((name) => given.has(name))
  return onCluster === undefined
    ? null
    : failed('usage', `--${onCluster} says where a workload is, and no WORKLOAD is given`, {
        next: `add a WORKLOAD, or leave out --${onCluster}`,
      })
}

function refuseTwoGoodEnds({ good }: Ends, given: GivenFlags): Result<never> | null {
  return good !== null && given.has('good-context')
    ? failed('usage', '--good and --good-context both name the good end', {
        next: 'keep one of them',
      })
    : null
}

function refuseEqualEnds({ good, bad }: Ends): Result<never> | null {
  return good !== null && good === bad
    ? failed('usage', `--good and --bad are both "${good}"`, {
        next: 'name two ends between which it broke',
      })
    : null
}

function probeCommand(
  run: string | null,
  afterDashes: readonly string[] | null,
): Result<ProbeCommand | null> {
  if (afterDashes === null) return ok(run === null ? null : { kind: 'shell', line: run })
  if (run !== null)
    return failed('usage', '--run and -- both say what to run', { next: 'keep one of them' })
  const [program] = afterDashes
  return program === undefined || program === ''
    ? failed('usage', 'no command follows --', { next: 'write -- and then the command to run' })
    : ok({ kind: 'program', words: afterDashes })
}
