/** Commits drawn as a graph: one line for each, with the lanes that lead from it to its parents. */

interface Node {
  readonly sha: string
  readonly parents: readonly string[]
}

/** What stands left and right of the commit's own glyph: `│ ` and `─╮`. */
export interface GraphRow {
  readonly before: string
  readonly after: string
}

/** A row for each commit, in order. Parents that are not in the list end their lane. */
export function drawGraph(commits: readonly Node[]): GraphRow[] {
  const listed = new Set(commits.map(({ sha }) => sha))
  /** The commit that each lane leads down to; null for a free lane. */
  let lanes: (string | null)[] = []
  return commits.map(({ sha, parents }) => {
    const [first = null, ...others] = parents.filter((parent) => listed.has(parent))
    const expecting = lanes.flatMap((wanted, lane) => (wanted === sha ? [lane] : []))
    const node = expecting[0] ?? freeLane(lanes, 0)
    const through = new Set(
      lanes.flatMap((wanted, lane) => (wanted === null || wanted === sha ? [] : [lane])),
    )
    const ends = new Map(expecting.slice(1).map((lane) => [lane, '╯']))
    const next = lanes.map((wanted) => (wanted === sha ? null : wanted))
    next[node] = first
    for (const parent of others) {
      const known = next.indexOf(parent)
      const busy = next.map((wanted, lane) => (ends.has(lane) ? sha : wanted))
      const lane = known >= 0 ? known : freeLane(busy, node + 1)
      if (lane !== node) ends.set(lane, known >= 0 ? (lane > node ? '┤' : '├') : '╮')
      next[lane] = parent
    }
    lanes = next
    while (lanes.length > 0 && lanes.at(-1) === null) lanes.pop()
    return drawRow(node, through, ends)
  })
}

/** The commits that are not hidden; a hidden parent is replaced by its nearest ancestors that are shown. */
export function hideCommits(
  commits: readonly Node[],
  hidden: (sha: string) => boolean,
): readonly Node[] {
  const nearest = new Map<string, readonly string[]>()
  const shown = new Map<string, Node>()
  for (const { sha, parents } of commits.toReversed()) {
    const found = [...new Set(parents.flatMap((parent) => nearest.get(parent) ?? [parent]))]
    const rewritten = parents.some((parent) => nearest.has(parent))
    const direct = rewritten ? withoutAncestors(found, shown) : found
    if (hidden(sha)) nearest.set(sha, direct)
    else shown.set(sha, { sha, parents: direct })
  }
  return [...shown.values()].toReversed()
}

/** A line to a commit says nothing where another line leads there anyway. */
function withoutAncestors(
  commits: readonly string[],
  graph: ReadonlyMap<string, Node>,
): readonly string[] {
  if (commits.length < 2) return commits
  const reached = new Set<string>()
  const waiting = commits.flatMap((sha) => graph.get(sha)?.parents ?? [])
  for (let sha = waiting.pop(); sha !== undefined; sha = waiting.pop()) {
    if (reached.has(sha)) continue
    reached.add(sha)
    waiting.push(...(graph.get(sha)?.parents ?? []))
  }
  return commits.filter((sha) => !reached.has(sha))
}

function freeLane(lanes: readonly (string | null)[], from: number): number {
  const free = lanes.findIndex((wanted, lane) => lane >= from && wanted === null)
  return free >= 0 ? free : Math.max(from, lanes.length)
}

function drawRow(
  node: number,
  through: ReadonlySet<number>,
  ends: ReadonlyMap<number, string>,
): GraphRow {
  const left = Math.min(node, ...ends.keys())
  const right = Math.max(node, ...ends.keys())
  const last = Math.max(right, ...through)
  let before = ''
  let after = ''
  for (let lane = 0; lane <= last; lane += 1) {
    const inside = lane > left && lane < right
    const character = ends.get(lane) ?? (through.has(lane) ? '│' : ' ')
    const cell = inside ? crossing(character) : character
    const gap = lane >= left && lane < right ? '─' : ' '
    if (lane < node) before += cell + gap
    else if (lane === node) after += gap
    else after += cell + gap
  }
  return { before, after: after.trimEnd() }
}

/** A lane's character with the horizontal line running through it. */
function crossing(character: string): string {
  return { ' ': '─', '│': '┼', '╯': '┴', '╮': '┬', '┤': '┼', '├': '┼' }[character] ?? character
}
