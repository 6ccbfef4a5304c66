/** What a deployment tool wrote on the objects it applied: the commit, the repository, and by whom. */
import type { Place } from '../place.ts'
import { findKey } from '../place.ts'
import { cleanLine } from '../text.ts'

export interface DeployNote {
  readonly commit: string | null
  /** The commit of the last run of the workflow that succeeded. */
  readonly succeededCommit: string | null
  /** `owner/name` on GitHub: the repository of the workflow, which may not be the application's. */
  readonly repository: string | null
  readonly by: string | null
  readonly source: string
}

/**
 * The JSON that the GitHub action `Azure/k8s-deploy` writes, else the pipeline that Azure Pipelines
 * names; null where there is neither, or the JSON is malformed.
 */
export function deployNote(places: readonly Place[]): DeployNote | null {
  return githubNote(places) ?? azureNote(places)
}

const githubKey = ['actions.github.com/k8s-deploy']
const azureKey = ['azure-pipelines/pipeline']

function githubNote(places: readonly Place[]): DeployNote | null {
  const found = findKey('annotation', githubKey, places)
  const note = found === null ? null : parseObject(found.value)
  if (found === null || note === null) return null
  return {
    commit: asCommit(note['commit']),
    succeededCommit: asCommit(note['lastSuccessRunCommit']),
    repository: asText(note['repository']),
    by: asText(note['createdBy']),
    source: found.source,
  }
}

function azureNote(places: readonly Place[]): DeployNote | null {
  const pipeline = findKey('annotation', azureKey, places)
  if (pipeline === null) return null
  const run = findKey('annotation', ['azure-pipelines/run'], places)
  const by = `pipeline ${pipeline.value.replaceAll('"', '')}`
  return {
    commit: null,
    succeededCommit: null,
    repository: null,
    by: run === null ? by : `${by}, run ${run.value.replaceAll('"', '')}`,
    source: pipeline.source,
  }
}

/** A hash of 7 to 64 digits in lower case; null for anything else. */
export function asCommit(value: unknown): string | null {
  const text = asText(value)?.toLowerCase() ?? ''
  return /^[0-9a-f]{7,64}$/.test(text) ? text : null
}

/** Cleaned again, since JSON can spell a control character with harmless ones. */
function asText(value: unknown): string | null {
  const text = typeof value === 'string' ? cleanLine(value).trim() : ''
  return text === '' ? null : text
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
