/** A pod template as plain data to show: no value that looks like a secret is in it. */
import type { Container, PodTemplate, Quantities } from './kube.ts'
import { hiddenValue, namesSecret, shownValue } from './shown-value.ts'

type Plain = string | boolean | readonly Plain[] | { readonly [key: string]: Plain }

/** What is empty is left out; keys in the order in which manifests have them. */
export function templateFields(template: PodTemplate): { readonly [key: string]: Plain } {
  const { podResources } = template
  return present({
    labels: shownRecord(template.labels),
    annotations: shownRecord(template.annotations),
    initContainers: template.initContainers.map(containerFields),
    containers: template.containers.map(containerFields),
    resources: podResources === undefined ? {} : resourceFields(podResources),
    mounts: template.mounts,
  })
}

function containerFields(container: Container): Plain {
  return present({
    name: container.name,
    image: container.image,
    ...(container.sidecar ? { restartPolicy: 'Always' } : {}),
    command: shownCommand(container.command),
    env: Object.fromEntries(
      Object.entries(container.env).map(([name, value]) => [name, shownValue(name, value)]),
    ),
    envFrom: container.envFrom,
    resources: resourceFields(container),
    probes: container.probes === '' ? '' : `(digest) ${container.probes}`,
  })
}

/** `--token=…` and `--password …` keep their names only. */
function shownCommand(command: string): string {
  return command.replaceAll(/(--?[\w.-]+)([= ])(\S+)/g, (whole, flag: string, between: string) =>
    namesSecret(flag.replaceAll('-', '_')) ? `${flag}${between}${hiddenValue}` : whole,
  )
}

function resourceFields(part: { readonly requests: Quantities; readonly limits: Quantities }) {
  return present({ requests: quantityFields(part.requests), limits: quantityFields(part.limits) })
}

function quantityFields({ cpu, memory }: Quantities) {
  return { ...(cpu === null ? {} : { cpu }), ...(memory === null ? {} : { memory }) }
}

function shownRecord(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, text]) => [name, shownValue(name, { kind: 'literal', text })]),
  )
}

function present(fields: { readonly [key: string]: Plain }): { readonly [key: string]: Plain } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => {
      if (typeof value === 'string') return value !== ''
      return typeof value === 'boolean' || Object.keys(value).length > 0
    }),
  )
}
