/** The ways in which real clusters say who owns a workload, where its source is and what was deployed. */
import type { Convention, Labels } from './spec.ts'

/** A plain label on the workload and its pods. */
export function teamLabel(team: string): Convention {
  return { labels: { team }, templateLabels: { team } }
}

/** https://ambassadorlabs.github.io/k8s-for-humans/ */
export function a8r(owner: string, chat: string, runbook?: string): Convention {
  return {
    annotations: {
      'a8r.io/owner': owner,
      'a8r.io/chat': chat,
      ...(runbook === undefined ? {} : { 'a8r.io/runbook': runbook }),
    },
  }
}

/** An owner, and where the source is, with its folder, as Backstage writes it. */
export function backstage(group: string, folder: string): Convention {
  return {
    annotations: {
      'terasky.backstage.io/owner': `group:default/${group}`,
      'backstage.io/source-location': `url:https://git.shop.example/search/search/tree/main/${folder}/`,
    },
  }
}

/** What the GitHub action Azure/k8s-deploy writes about a deployment. */
export function k8sDeploy(commit: string, by: string): Labels {
  const note = {
    commit,
    repository: 'shop/shop',
    branch: 'refs/heads/main',
    createdBy: by,
    runUri: 'https://github.example/shop/shop/actions',
  }
  return { 'actions.github.com/k8s-deploy': JSON.stringify(note) }
}
