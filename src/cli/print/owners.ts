/** What `kulprit owners` prints. */
import type { ResourceStatus } from '../../model/change.ts'
import type { OwnerSummary } from '../../model/owner/owners.ts'
import { ownerText } from '../../state/owner-names.ts'
import { table, unknownCell } from './columns.ts'
import { ageText } from './get.ts'
import type { Output } from '../grammar/output.ts'
import { readErrors } from './read-errors.ts'
import { structured } from './structured.ts'
import { contactJson, quantitiesJson, readErrorJson } from './workload-json.ts'

export function printOwners(
  owners: readonly OwnerSummary[],
  statuses: readonly ResourceStatus[],
  output: Output,
  noHeaders: boolean,
  now: number,
): string {
  if (output === 'json' || output === 'yaml')
    return structured(
      { items: owners.map(ownerJson), errors: readErrors(statuses).map(readErrorJson) },
      output,
    )
  return table(
    ['OWNER', 'WORKLOADS', 'FAILING', 'CHANGED', 'CPU', 'MEMORY', 'CONTACT'],
    owners.map(({ owner, workloads, failing, changedAt, resources, contacts }) => [
      owner === null ? unknownCell : ownerText(owner),
      String(workloads.length),
      String(failing),
      ageText(changedAt, now),
      resources.requests.cpu ?? '-',
      resources.requests.memory ?? '-',
      contacts[0]?.value ?? '-',
    ]),
    noHeaders,
  )
}

function ownerJson(summary: OwnerSummary) {
  const { owner, workloads, failing, changedAt, contacts, resources, partial } = summary
  return {
    ...{ owner, failing, changedAt },
    workloads: workloads.map(({ context, namespace, kind, name, health }) => ({
      ...{ context, namespace, kind, name },
      status: health.status,
    })),
    contacts: contacts.map(contactJson),
    resources: {
      requests: quantitiesJson(resources.requests),
      limits: quantitiesJson(resources.limits),
      usage: quantitiesJson(resources.usage),
      partial,
    },
  }
}
