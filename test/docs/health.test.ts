/** Writes the page on health from the differences that the differential test holds kulprit to. */
import { expect, test } from 'vitest'
import { intended } from '../support/health-rules.ts'

test('docs/explanation/health.md', async () => {
  const differences = intended.map(
    ({ where, kulprit, rules, why }) =>
      `- **${where}.** kulprit: ${kulprit}; other than ${rules.join(' and ')}. ${why}`,
  )
  const text = [
    '# How health is judged',
    'kulprit follows the rules by which Argo CD (gitops-engine, `pkg/health`) and kstatus (cli-utils) judge a workload, adds what its pods say, and gives one reason: the one that a person would say first, with its evidence. The order is: nothing is available; a rollout that missed its deadline or was aborted; pods that cannot be created; crashes, with exit code and, where memory ran out, the limit; images and configuration that cannot be had; pods that no node takes; pods that are not ready; restarts; pods that failed for good. A rollout that missed its deadline is called by what holds its pods up (`CrashLoopBackOff`, `ImagePullBackOff`, `Unschedulable`, `FailedCreate`) where that is known; its message begins with the deadline.',
    'A test generates workloads and pods, and holds kulprit to both sets of rules. These are the only differences, each of them intended; the test finds a case of every one.',
    differences.join('\n'),
    'Two gaps stay open. The controllers of StatefulSets, DaemonSets and Jobs report a quota or an admission failure in events only, so there it shows on the workload’s page, not in its health. And of an Argo Rollout kulprit believes the phase that its controller reports.',
  ].join('\n\n')
  await expect(`${text}\n`).toMatchFileSnapshot('../../docs/explanation/health.md')
})
