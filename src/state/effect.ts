/** What commands ask the outside world to do; app/ carries it out and answers with actions. */
import type { Flaky, Tier, Verdict } from '../bisect/search.ts'
import type { FilterNumber, SavedFilter, TableSettings } from '../model/settings/table-settings.ts'
import type { TextForm } from './text/text-screens.ts'

export type Effect =
  | { readonly type: 'quit' }
  /** ctrl-z: stop like any terminal program, and draw again on fg. */
  | { readonly type: 'suspend' }
  /** Hand the terminal over to k9s, on this workload. */
  | { readonly type: 'openK9s'; readonly workload: string }
  /** Hand it over to `$EDITOR`, on the settings file. */
  | { readonly type: 'editSettings' }
  /** Hand it over to a shell in the worktree of the commit in hand. */
  | { readonly type: 'openShell'; readonly session: string; readonly sha: string }
  /** Hand it over to `$PAGER`. */
  | { readonly type: 'page'; readonly text: string }
  /** Write the incident report to a file, and hand the terminal over to `$EDITOR` on it. */
  | { readonly type: 'editReport'; readonly session: string; readonly text: string }
  /** To the clipboard through OSC 52; `what` names it in the notice. */
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  /** Keep a filter in the settings under a number, in place of what is there; null to forget that. */
  | {
      readonly type: 'saveFilter'
      readonly number: FilterNumber
      readonly filter: SavedFilter | null
    }
  /** Keep the table's columns in the settings. */
  | { readonly type: 'saveColumns'; readonly columns: TableSettings['columns'] }
  /** Read the names of the kubeconfig's contexts. */
  | { readonly type: 'listContexts' }
  /** Open these contexts and leave all others. */
  | { readonly type: 'showContexts'; readonly contexts: readonly string[] }
  /** See to it that these namespaces are read; null for all. */
  | { readonly type: 'readNamespaces'; readonly namespaces: readonly string[] | null }
  /** Offer this filter again in later runs. */
  | { readonly type: 'rememberFilter'; readonly filter: string }
  /** Retry every failed connection now. */
  | { readonly type: 'reconnect' }
  /** Fetch events and log lines, and keep them fresh until another page opens. */
  | { readonly type: 'openDetails'; readonly workload: string }
  | { readonly type: 'closeDetails' }
  /** Read a workload's object, or everything that is known of it. */
  | { readonly type: 'readText'; readonly workload: string; readonly form: TextForm }
  /** Write a text to a new file and say where; `what` names it in the notice. */
  | {
      readonly type: 'saveText'
      readonly name: string
      readonly extension: string
      readonly text: string
      readonly what: string
    }
  /** Load the commits between two releases. */
  | {
      readonly type: 'loadRange'
      readonly workload: string
      readonly good: number
      readonly bad: number
      /** Ask for the repository where it is not known; without it, that they cannot be read is the answer. */
      readonly asks?: true
    }
  /** Find the repository (asking where it must), check the ends, open a session. */
  | {
      readonly type: 'startBisect'
      readonly workload: string
      /** null where nothing is known to have worked: the user is asked. */
      readonly good: number | null
      /** null for what runs now. */
      readonly bad: number | null
      /** Whose release `good` is: the same workload in another context; null for this one. */
      readonly goodWorkload: string | null
    }
  /** Read what happened besides releases, and keep it fresh until it is closed. */
  | { readonly type: 'openChanges' }
  | { readonly type: 'closeChanges' }
  /** Read the commits and the ConfigMaps between two releases. */
  | {
      readonly type: 'loadDiff'
      readonly workload: string
      readonly from: number
      readonly to: number
    }
  /** Offer the commands that may help, with what RBAC says; `release` is the one to go back to. */
  | {
      readonly type: 'offerSteps'
      readonly workload: string
      readonly release: number | null
    }
  /** Open a page in the user's browser; where none starts, its address is copied. */
  | { readonly type: 'browse'; readonly url: string }
  /** Gather the incident report and hand it over. */
  | {
      readonly type: 'reportWorkload'
      readonly workload: string
      readonly to: 'clipboard' | 'file'
    }
  | { readonly type: 'listBisects' }
  | { readonly type: 'resumeBisect'; readonly session: string }
  | {
      readonly type: 'mark'
      readonly session: string
      readonly sha: string
      readonly verdict: Verdict
    }
  | { readonly type: 'undo'; readonly session: string }
  | { readonly type: 'redo'; readonly session: string }
  /** Forget the session and remove what it left on disk. */
  | { readonly type: 'reset'; readonly session: string }
  /** Test this commit next, whatever splits best. */
  | { readonly type: 'choose'; readonly session: string; readonly sha: string }
  /** Keep a remark with the commit's verdict. */
  | {
      readonly type: 'annotate'
      readonly session: string
      readonly sha: string
      readonly note: string
    }
  /** Test both ends before the search, or no longer. */
  | { readonly type: 'verifyEnds'; readonly session: string; readonly on: boolean }
  /** Search the mainline (merges) first, then inside the merge that broke it; or no longer. */
  | { readonly type: 'firstParent'; readonly session: string; readonly on: boolean }
  /** Read the message and the diff of a commit. */
  | { readonly type: 'loadCommit'; readonly session: string; readonly sha: string }
  /** Write the bisect to a file for a colleague and say where. */
  | { readonly type: 'exportBisect'; readonly session: string }
  /** Write the incident report to a file and say where. */
  | { readonly type: 'saveReport'; readonly session: string; readonly text: string }
  /** Drop the path limit: every commit of the range becomes a candidate. */
  | { readonly type: 'widen'; readonly session: string }
  /** Check the commit in hand out into a worktree and show its path. */
  | { readonly type: 'prepareWorktree'; readonly session: string; readonly sha: string }
  /** Test only some commits, or first; `only` is null for any. */
  | {
      readonly type: 'limit'
      readonly session: string
      readonly only: Tier | null
      /** A file of images. */
      readonly images: string | null
      /** A shell command that answers for one commit. */
      readonly imageCommand: string | null
    }
  /** Take verdicts for evidence; null for proofs again. */
  | { readonly type: 'flaky'; readonly session: string; readonly flaky: Flaky | null }
  /** Let a shell command judge commits, several at once, until the culprit is known. */
  | {
      readonly type: 'run'
      readonly session: string
      readonly command: string
      readonly jobs: number
    }
  /** Stop the running task: a clone, a probe. */
  | { readonly type: 'cancel'; readonly task: string }
  /** The user's reply to a `Question`; null for "never mind". */
  | { readonly type: 'answer'; readonly question: string; readonly value: string | null }
