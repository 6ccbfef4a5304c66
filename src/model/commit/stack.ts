/** The frames of a crash's stack traces: which files of the source they name, and which packages. */

/** Of the program's own code. */
interface Frame {
  /** As the trace names it, `/` between its parts: `app/src/price.ts`, `com/acme/Price.java`. */
  readonly path: string
  /** 0 where it broke, then its callers. */
  readonly depth: number
}

export interface Stack {
  readonly frames: readonly Frame[]
  /** Packages of others that it runs through, the innermost first: `pg`, `github.com/lib/pq`. */
  readonly packages: readonly string[]
}

interface Found {
  readonly path: string
  readonly package: string | null
}

/** What is part of a language, not of a program. */
const runtimes =
  /^node:|\/usr\/(?:local\/)?(?:go|lib\/go[^/]*)\/src\/|\/rustc\/|\/lib\/python[\d.]+\/(?!(?:site|dist)-packages)|^<frozen|^internal\/(?:process|modules)/
const runtimePackages = /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|clojure)\./

/** Where package managers put the code of others. */
const packageForms: readonly RegExp[] = [
  /(?:^|\/)node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?(@[^/]+\/[^/]+|[^/]+)/,
  /\/(?:site|dist)-packages\/([^/.]+)/,
  /\/pkg\/mod\/([^@]+)@/,
  /(?:^|\/)vendor\/((?:[^/]+\.[a-z]+\/[^/]+\/)?[^/]+)/,
  /\/(?:registry\/src|git\/checkouts)\/[^/]+\/([\w-]+?)-v?\d/,
  /\/gems\/([\w-]+?)-\d/,
]

const extension =
  'tsx?|[mc]?jsx?|py|go|rs|rb|java|kt|kts|scala|groovy|php|cs|fs|c|cc|cpp|h|ex|erl|swift'
const javaFrame = /\bat (?:[\w.]+\/{1,2})?([\w.$<>]+)\(([\w$-]+\.(?:java|kt|scala|groovy)):?\d*\)/
const pythonFrame = /File "([^"]+)", line \d+/
const anyFrame = new RegExp(
  String.raw`(?:file://)?((?:[A-Za-z]:)?[\w@./\\~+$ -]*[\w$@-]+\.(?:${extension}))(?::(?:line )?\d+|\(\d+)`,
)

/** Nothing but paths and names are taken from `lines`; those of an unknown language give no frame. */
export function stackIn(lines: readonly string[]): Stack {
  const frames = new Map<string, Frame>()
  const packages = new Set<string>()
  let depth = 0
  for (const found of innermostFirst(lines)) {
    if (found.package !== null) packages.add(found.package)
    else if (!frames.has(found.path)) frames.set(found.path, { path: found.path, depth: depth++ })
  }
  return { frames: [...frames.values()], packages: [...packages] }
}

/** Python prints the innermost frame of a trace last; of several causes, Java names the deepest last. */
function innermostFirst(lines: readonly string[]): readonly Found[] {
  const traces: Found[][] = [[]]
  let python: Found[] = []
  for (const line of lines) {
    const inPython = pythonFrame.exec(line)?.[1]
    const found = inPython === undefined ? frameOf(line) : foundAt(inPython)
    if (inPython !== undefined && found !== null) python.push(found)
    // The line of source below a Python frame is indented; what is not ends the trace.
    if (inPython === undefined && /^\S/.test(line)) {
      traces.at(-1)?.push(...python.toReversed())
      python = []
    }
    if (inPython === undefined && found !== null) traces.at(-1)?.push(found)
    if (causedBy.test(line)) traces.push([])
  }
  traces.at(-1)?.push(...python.toReversed())
  return traces.toReversed().flat()
}

const causedBy = /^\s*Caused by: /

function frameOf(line: string): Found | null {
  const java = javaFrame.exec(line)
  if (java !== null) return javaFound(java[1] ?? '', java[2] ?? '')
  const other = anyFrame.exec(line)
  return other === null ? null : foundAt(other[1] ?? '')
}

/** `com.acme.cart.Prices$Loader.load` in `Prices.java` is `com/acme/cart/Prices.java`. */
function javaFound(method: string, file: string): Found | null {
  if (runtimePackages.test(method)) return null
  const parts = method.split('.')
  const name = parts.findIndex((part) => /^[A-Z]/.test(part))
  const folders = parts.slice(0, name < 0 ? -2 : name)
  return { path: [...folders, file].join('/'), package: null }
}

function foundAt(text: string): Found | null {
  const path = text.replaceAll('\\', '/').trim().split(' ').at(-1) ?? ''
  if (runtimes.test(path)) return null
  for (const form of packageForms) {
    const name = form.exec(path)?.[1]
    if (name !== undefined) return { path, package: name }
  }
  return { path: path.replace(/^(?:\.?\/)+/, ''), package: null }
}
