/** The plugin that opens kulprit in k9s on the selected workload. */
import { structured } from './structured.ts'

/** The resources of k9s in which the selected row is a workload of kulprit's. */
const scopes = ['deployments', 'statefulsets', 'daemonsets', 'cronjobs', 'jobs', 'rollouts']

/**
 * k9s puts the selected object in the place of `$NAME` and the like, as single arguments. Format:
 * k9s documentation, "Plugins".
 */
export function k9sPlugin(): string {
  return structured(
    {
      plugins: {
        kulprit: {
          shortCut: 'Shift-K',
          description: 'Open in kulprit',
          scopes,
          command: 'kulprit',
          background: false,
          args: [
            '$NAMESPACE/$RESOURCE_NAME/$NAME',
            ...['--context', '$CONTEXT', '--kubeconfig', '$KUBECONFIG'],
          ],
        },
      },
    },
    'yaml',
  )
}
