/** Commands of owners: the list, an owner's page, and the message for their channel. */
import type { Command } from './command.ts'
import { acts, always, asks } from './command.ts'
import { linksOf } from '../workload/links.ts'
import { ownerMessage } from '../report/message.ts'
import { likeliestChange } from '../changes/select-changes.ts'
import { ownedWorkload, selectedOwner } from '../workload/select-owners.ts'
import { currentScreen } from '../state.ts'
import { openPage } from './open-page.ts'
import { noWorkload, pickedWorkload } from './picked-workload.ts'

export const ownerCommands: readonly Command[] = [
  {
    id: 'owners.open',
    title: 'Owners',
    help: 'Lists every owner with their workloads and how many of them fail.',
    category: 'Workload',
    keys: ['ctrl-t'],
    screens: ['workloads', 'changes', 'owner'],
    words: ['owners', 'teams', 'who'],
    available: always,
    run: () => acts({ type: 'ownersOpened' }),
  },
  {
    id: 'owner.open',
    title: 'Whose it is',
    help: 'Opens the owner’s page: contacts, workloads, what fails, recent releases, resources.',
    category: 'Workload',
    keys: ['W'],
    screens: ['workloads', 'workload', 'changes'],
    words: ['owner', 'team', 'who'],
    available: (state) => pickedWorkload(state) !== null || noWorkload,
    run: (state) => {
      const workload = pickedWorkload(state)
      return workload === null ? acts() : acts({ type: 'ownerOpened', owner: workload.owner.value })
    },
  },
  {
    id: 'owners.go',
    title: 'Open the owner',
    help: 'Opens the page of the owner under the cursor.',
    category: 'Workload',
    keys: ['enter'],
    screens: ['owners'],
    hint: 'open',
    available: (state) => selectedOwner(state) !== null || 'no owner is selected',
    run: (state) => {
      const summary = selectedOwner(state)
      return summary === null ? acts() : acts({ type: 'ownerOpened', owner: summary.owner })
    },
  },
  {
    id: 'owner.go',
    title: 'Open the workload',
    help: 'Opens the page of the workload under the cursor.',
    category: 'Workload',
    keys: ['enter'],
    screens: ['owner'],
    hint: 'open',
    available: (state) => ownedWorkload(state) !== null || noWorkload,
    run: (state) => {
      const workload = ownedWorkload(state)
      return workload === null ? acts() : openPage(state, workload)
    },
  },
  {
    id: 'owner.browse',
    title: 'Open a link',
    help: 'Opens runbook, dashboard, docs, the links of Argo CD or the repository in your browser.',
    category: 'Workload',
    keys: ['L'],
    screens: ['workloads', 'workload', 'changes', 'owner'],
    words: ['browser', 'link', 'runbook', 'dashboard', 'argo'],
    available: (state) => {
      const workload = pickedWorkload(state)
      if (workload === null) return noWorkload
      return linksOf(workload).length > 0 || 'no page of it is known'
    },
    ask: (state) => {
      const workload = pickedWorkload(state)
      if (workload === null) return null
      const choices = linksOf(workload).map(({ title, url }, i) => ({
        ...{ value: url, label: `${title}: ${url}`, key: String(i + 1) },
      }))
      const title = `Open which page of ${workload.name}?`
      return {
        id: 'owner.browse',
        title,
        lines: [],
        input: { kind: 'choice', choices },
        error: null,
      }
    },
    run: (_, reply) => (reply === null ? acts() : asks({ type: 'browse', url: reply })),
  },
  {
    id: 'owner.message',
    title: 'Copy a message for the owner',
    help: 'Copies what fails since when, what runs, what changed before and how to look, for their channel.',
    category: 'Workload',
    keys: ['m'],
    screens: ['workloads', 'workload', 'changes', 'owner'],
    hint: (state) => (currentScreen(state).name === 'owner' ? 'message' : null),
    words: ['message', 'chat', 'slack', 'notify'],
    available: (state) => pickedWorkload(state) !== null || noWorkload,
    run: (state) => {
      const workload = pickedWorkload(state)
      if (workload === null) return acts()
      const text = ownerMessage(workload, likeliestChange(state, workload))
      const [chat] = workload.contacts.filter(({ kind }) => kind === 'chat')
      const to = chat?.value ?? workload.owner.value ?? 'its owner'
      return asks({ type: 'copy', text, what: `a message for ${to}` })
    },
  },
]
