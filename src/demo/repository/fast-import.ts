/** Writes a history as the input of `git fast-import`, which makes it in one go. */
import type { Files } from './edit.ts'
import { applyEdits } from './edit.ts'
import type { Step } from './step.ts'
import { people } from './step.ts'

/** Some six weeks in all, so that every release of the fleet is younger than its commit. */
const hoursBetween = [5, 8, 50, 3, 10, 44, 5]

interface Tip {
  readonly mark: number
  readonly files: Files
  /** main's files when the branch began. */
  readonly base: Files
}

/** `lastCommitAt` in seconds since 1970; the same moment gives the same hashes. */
export function fastImport(steps: readonly Step[], lastCommitAt: number): string {
  const tips = new Map<string, Tip>()
  let stream = ''
  let at = lastCommitAt - steps.slice(1).reduce((sum, _, i) => sum + secondsAfter(i), 0)
  for (const [i, step] of steps.entries()) {
    const mark = i + 1
    const main = tips.get('main')
    const parent = tips.get(step.branch) ?? main
    const merged = step.merges === null ? undefined : tips.get(step.merges)
    const before = parent?.files ?? new Map<string, string>()
    const files = applyEdits(
      merged === undefined ? before : mergeFiles(merged.base, before, merged.files),
      step.edits,
    )
    stream += commitCommand(step, mark, at, parent, merged, files)
    if (step.tag !== null) stream += `reset refs/tags/${step.tag}\nfrom :${mark}\n\n`
    const base = tips.get(step.branch)?.base ?? main?.files ?? new Map<string, string>()
    tips.set(step.branch, { mark, files, base })
    if (step.merges !== null) tips.delete(step.merges)
    at += secondsAfter(i)
  }
  return `${stream}done\n`
}

function secondsAfter(step: number): number {
  return (hoursBetween[step % hoursBetween.length] ?? 1) * 3600
}

/** Whole files only: this history never changes a file on both sides of a merge. */
function mergeFiles(base: Files, ours: Files, theirs: Files): Files {
  const merged = new Map(ours)
  for (const [path, content] of theirs) {
    if (content === base.get(path)) continue
    if (ours.get(path) !== base.get(path)) throw new Error(`both sides changed ${path}`)
    merged.set(path, content)
  }
  return merged
}

function commitCommand(
  step: Step,
  mark: number,
  at: number,
  parent: Tip | undefined,
  merged: Tip | undefined,
  files: Files,
): string {
  const who = `${people[step.author]} ${at} +0000`
  const lines = [
    // Merged branches are gone, so main's name serves for all: the last commit is main's.
    'commit refs/heads/main',
    `mark :${mark}`,
    `author ${who}`,
    `committer ${who}`,
    data(`${step.subject}\n`),
    ...(parent === undefined ? [] : [`from :${parent.mark}`]),
    ...(merged === undefined ? [] : [`merge :${merged.mark}`]),
    'deleteall',
    ...[...files].map(
      ([path, content]) =>
        `M ${path.endsWith('.sh') ? '100755' : '100644'} inline ${path}\n${data(content)}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`
}
