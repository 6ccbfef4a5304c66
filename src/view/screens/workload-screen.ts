/** A workload's page: why it fails, its releases, and the panes below them. */
import { pitfallHelp } from '../../model/pitfalls.ts'
import { moment } from '../../model/time-text.ts'
import type { Release } from '../../model/workload.ts'
import { firstVisible } from '../../state/table/cursor.ts'
import type { Pane } from '../../state/dialog.ts'
import { ago, count, replicas, shortSha } from '../../state/format.ts'
import { keyOf } from '../../state/commands/keymap.ts'
import { releaseRows } from '../../state/table/list.ts'
import type { WorkloadPage } from '../../state/workload/select-workload.ts'
import { bisectObstacle, workloadPage } from '../../state/workload/select-workload.ts'
import type { Staleness } from '../../state/select-sync.ts'
import { staleness } from '../../state/select-sync.ts'
import type { State } from '../../state/state.ts'
import type { Column } from '../parts/column.ts'
import { tableLines } from '../parts/columns.ts'
import type { Line } from '../drawing/line.ts'
import { beside, blank, paragraph, span } from '../drawing/line.ts'
import { scrolled, tabLine } from '../parts/tabs.ts'
import { healthSigns, proofSigns } from '../drawing/theme.ts'
import { isSpoken } from '../drawing/width.ts'
import { evidenceLines } from '../parts/evidence-lines.ts'
import { askingKey, commitLines, sourceLines } from '../parts/workload-panes.ts'

export function workloadLines(state: State, width: number, height: number): Line[] {
  const page = workloadPage(state)
  return page === null ? goneLines(state, width) : pageLines(state, page, width, height)
}

function goneLines(state: State, width: number): Line[] {
  return [
    blank,
    ...paragraph('This workload is no longer in the cluster.', width - 4, {
      tone: 'strong',
      indent: 2,
    }),
    ...paragraph(
      `It was deleted, or you may no longer read it. ${keyOf(state, 'app.escape')} goes back to the table.`,
      width - 4,
      {
        indent: 2,
      },
    ),
  ]
}

function pageLines(state: State, page: WorkloadPage, width: number, height: number): Line[] {
  const head = [
    blank,
    ...healthLines(state, page, width),
    blank,
    ...releaseLines(state, page, width),
    ...pitfallLines(page, width),
    ...rangeLines(state, page, width),
  ]
  const { pane, scroll } = page.screen
  const room = Math.max(1, height - head.length - 1)
  const left = width >= wide && !isSpoken(width) ? Math.floor((width - 3) * 0.55) : width
  const open = scrolled(state, paneLines(state, page, pane, left, room), scroll, room)
  return [
    ...head,
    tabLine(tabs, pane, width),
    ...(left === width
      ? open
      : beside(open, otherLines(state, page, width - left - 3, room), left, room)),
  ]
}

/** From here on, a second pane stands beside the open one. */
const wide = 160

const tabs = [
  ['evidence', 'Evidence'],
  ['commits', 'Commits'],
  ['sources', 'Owner and sources'],
] as const

/** What fails beside what was changed, whichever of the two is open. */
function otherLines(state: State, page: WorkloadPage, width: number, room: number): Line[] {
  const other = page.screen.pane === 'evidence' ? 'commits' : 'evidence'
  const title = other === 'commits' ? 'COMMITS' : 'EVIDENCE'
  const lines = paneLines(state, page, other, width, room - 1)
  const below = lines.length - (room - 1)
  const shown =
    below <= 0 ? lines : [...lines.slice(0, room - 2), [span(`  … ${below + 1} more`, 'dim')]]
  return [[span(` ${title}`, 'dim')], ...shown]
}

/** All lines of the pane that is open. */
export function workloadPaneLines(state: State, width: number): Line[] {
  const page = workloadPage(state)
  if (page === null) return goneLines(state, width)
  return paneLines(state, page, page.screen.pane, width, Infinity)
}

function paneLines(
  state: State,
  page: WorkloadPage,
  pane: Pane,
  width: number,
  room: number,
): Line[] {
  switch (pane) {
    case 'commits':
      return commitLines(state, page, width)
    case 'sources':
      return sourceLines(page, width)
    default:
      return evidenceLines(state, page, width, room)
  }
}

function healthLines(state: State, { workload, diagnosis }: WorkloadPage, width: number): Line[] {
  const { health, version, commit, restarts } = workload
  const sign = healthSigns[health.status]
  const stale = staleness(workload, state.statuses)
  const since = health.since === null ? '' : ` for ${ago(health.since, state.now)}`
  const facts = [
    version.value === null ? 'version unknown' : `version ${version.value}`,
    ...(commit.value === null ? [] : [`commit ${shortSha(commit.value)}`]),
    `${replicas(workload.replicas)} ready`,
    ...(restarts > 0 ? [count(restarts, 'restart')] : []),
    ...(workload.contacts[0] === undefined ? [] : [workload.contacts[0].value]),
  ]
  return [
    [
      span(` ${sign.glyph} ${health.reason ?? sign.word}`, sign.tone),
      span(since, 'dim'),
      ...(stale === null ? [] : [span(`  ${staleText(stale, state.now)}`, 'warn')]),
    ],
    ...(diagnosis === null ? [] : paragraph(diagnosis, width - 2, { indent: 3, most: 3 })),
    [span(`   ${facts.join(' · ')}`, 'dim')],
  ]
}

/** `stale since 14:02 (3m ago), unreachable`. */
function staleText({ since, cause }: Staleness, now: number): string {
  return `stale since ${moment(since, now)} (${ago(since, now)} ago), ${cause}`
}

function releaseLines(state: State, page: WorkloadPage, width: number): Line[] {
  const { particulars, previousUnknown } = page.workload
  const releases = particulars.releases()
  if (releases.length === 0)
    return paragraph(
      `No releases: ${previousUnknown ?? 'the cluster keeps none of this kind'}.`,
      width - 2,
      { tone: 'dim', indent: 1 },
    )
  const height = Math.min(releases.length, releaseRows(state))
  const top = firstVisible(page.screen.cursor.top, page.index, releases.length, height)
  const part = { top, room: height, selected: page.index }
  return tableLines(releaseColumns(page, state.now), releases, width, part)
}

function releaseColumns({ good, bad }: WorkloadPage, now: number): Column<Release>[] {
  return [
    {
      title: 'RELEASE',
      cell: ({ release, current }) => span(`${release}${current ? ' now' : ''}`, 'strong'),
      least: 7,
      most: 10,
      keep: 10,
    },
    {
      title: 'BISECT',
      cell: (release) => {
        if (release === bad) return span('✗ bad', 'bad')
        return release === good ? span('✓ good', 'good') : span('')
      },
      least: 6,
      most: 6,
      keep: 9,
    },
    {
      title: 'VERSION',
      cell: ({ version }) =>
        span(version.value ?? 'unknown', version.value === null ? 'dim' : 'plain'),
      least: 8,
      most: 24,
      keep: 8,
    },
    {
      title: 'COMMIT',
      cell: ({ commit }) =>
        commit.value === null ? span('unknown', 'dim') : span(shortSha(commit.value)),
      least: 7,
      most: 7,
      keep: 5,
    },
    {
      title: 'RELEASED',
      cell: ({ releasedAt }) => span(ago(releasedAt, now)),
      least: 8,
      most: 8,
      keep: 7,
    },
    {
      title: 'WORKED',
      cell: ({ proof }) =>
        span(`${proofSigns[proof].glyph} ${proofSigns[proof].word}`, proofSigns[proof].tone),
      least: 10,
      most: 10,
      keep: 6,
    },
    {
      title: 'CHANGED',
      cell: ({ changes }) => span(changes.join(', ')),
      least: 12,
      most: 40,
      keep: 4,
    },
    {
      title: 'BY',
      cell: ({ releasedBy }) => span(releasedBy ?? '', 'dim'),
      least: 8,
      most: 24,
      keep: 3,
      extra: true,
    },
    {
      title: 'WHY',
      cell: ({ cause }) => span(cause ?? '', 'dim'),
      least: 12,
      most: 60,
      keep: 2,
      extra: true,
    },
  ]
}

/** What a bisect would search: the sentence that leads to the next key. */
function rangeLines(state: State, page: WorkloadPage, width: number): Line[] {
  return [...commitCountLines(state, page, width), ...differenceLines(page, width)]
}

function commitCountLines(state: State, page: WorkloadPage, width: number): Line[] {
  const { good, bad, goodFrom, obstacle, range } = page
  const warn = { tone: 'warn', indent: 1, most: 2 } as const
  if (obstacle !== null || good === null || bad === null) {
    const why = obstacle?.replace(/^unknown: /, '') ?? 'no release to start from'
    const words =
      bisectObstacle(page.workload, page) === null
        ? `No good end is known, ${keyOf(state, 'bisect.start')} asks which version worked: ${why}.`
        : `No bisect from here: ${why}.`
    return paragraph(words, width - 2, warn)
  }
  const where = goodFrom === null ? '' : ` in ${goodFrom.context}`
  const ends = `from ${name(good)}${where} to ${name(bad)}`
  const loaded = range?.range
  if (loaded === undefined) return [[span(` Commits ${ends}`)]]
  if (!loaded.ok)
    return [
      [
        span(
          ` Commits ${ends}: ${askingKey(state, loaded.failure)} asks for what is missing`,
          'warn',
        ),
      ],
      ...paragraph(loaded.failure.message, width - 4, { ...warn, indent: 3, most: 1 }),
    ]
  const { commits, touching, relation } = loaded.value
  return [
    [
      span(` ${count(commits.length, 'commit')} ${ends}`, 'strong'),
      span(touching === null ? '' : `, ${touching.size} in its folder`),
      span(relation === 'reversed' ? ': which of them fixed it?' : '', 'warn'),
    ],
  ]
}

/** Is it the code? What else differs between the two ends is said before anybody searches it. */
function differenceLines({ differences, obstacle }: WorkloadPage, width: number): Line[] {
  // An obstacle that is about the code says so itself.
  if (differences === null || obstacle !== null) return []
  const { codeChanged, others, words } = differences
  const [title, tone] =
    codeChanged === false
      ? (['The code did not change', 'warn'] as const)
      : others
        ? (['Not only the code changed', 'warn'] as const)
        : (['Changed', 'dim'] as const)
  const what = words.length === 0 ? 'nothing in the pod template differs' : words.join(' · ')
  return paragraph(`${title}: ${what}`, width - 2, { tone, indent: 1, most: 2 })
}

/** The first in words, and how many there are, where else a blank line stands: no row is lost to it. */
function pitfallLines({ pitfalls }: WorkloadPage, width: number): Line[] {
  const [first] = pitfalls
  if (first === undefined) return [blank]
  const place = pitfalls.length === 1 ? '' : `1 of ${pitfalls.length}, `
  const text = `Beware: ${first.words} (${place}${pitfallHelp})`
  return paragraph(text, width - 2, { tone: 'warn', indent: 1, most: 2 })
}

function name({ version, release }: Release): string {
  return `${version.value ?? 'unknown'} (release ${release})`
}
