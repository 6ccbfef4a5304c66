import { expect, test } from 'vitest'
import { failureText } from '../../src/cli/print/failure-text.ts'
import { exitCodeOf } from '../../src/cli/exit-code.ts'
import { parseArguments } from '../../src/cli/grammar/grammar.ts'

const refusals: readonly (readonly [argv: readonly string[], line: string])[] = [
  [['gett', 'cart'], 'no command "gett"; did you mean kulprit get?'],
  [
    ['histroy'],
    'no command "histroy"; did you mean kulprit history? For a workload of that name write deploy/histroy',
  ],
  [
    ['deploy', 'cart'],
    'no command "deploy"; kulprit help lists the commands; a workload is one word, such as deploy/cart',
  ],
  [
    ['describe', 'deploy', 'cart'],
    'kulprit describe does not take "cart"; name one workload in one word, such as deploy/cart; kulprit help describe shows how it is used',
  ],
  [['history'], 'kulprit history needs a WORKLOAD; kulprit help history shows how it is used'],
  [
    ['describe', ''],
    'the WORKLOAD given to kulprit describe is empty; kulprit help describe shows how it is used',
  ],
  [['demo', 'cart'], 'kulprit demo does not take "cart"; kulprit help demo shows how it is used'],
  [['get', '--contxt', 'prod'], 'unknown flag --contxt; did you mean --context?'],
  [['get', '--contxt=prod'], 'unknown flag --contxt; did you mean --context?'],
  [['get', '--watch'], 'unknown flag --watch; kulprit help get lists the flags'],
  [['get', '-x'], 'unknown flag -x; kulprit help get lists the flags'],
  [['get', '--serve'], 'kulprit get has no flag --serve; it belongs to kulprit demo'],
  [
    ['cart', '-o', 'json'],
    'kulprit has no flag -o; it belongs to kulprit get, kulprit describe, kulprit history, kulprit diff, kulprit changes, kulprit owners, kulprit report, kulprit commits, kulprit bisect, kulprit bisect good, kulprit bisect bad, kulprit bisect skip, kulprit bisect test, kulprit bisect note, kulprit bisect undo, kulprit bisect redo, kulprit bisect status, kulprit bisect import, kulprit doctor',
  ],
  [['get', '--context'], '--context needs a value; write --context NAME'],
  [['get', '-n', ''], '-n needs a value; write --namespace NAME'],
  [['get', '--output='], '--output needs a value; write --output FORMAT'],
  [
    ['get', '--context', '--no-headers'],
    '--context needs a value, found the flag --no-headers; write --context=--no-headers if that is the value',
  ],
  [
    ['get', '--all-namespaces=maybe'],
    '--all-namespaces takes no value, found "maybe"; write --all-namespaces alone',
  ],
  [
    ['get', '-o', 'jsonpath={.items}'],
    'kulprit get has no output format "jsonpath={.items}"; choose one of table, wide, json, yaml, name',
  ],
  [
    ['history', 'cart', '-o', 'wide'],
    'kulprit history has no output format "wide"; choose one of table, json, yaml',
  ],
  [
    ['get', '--request-timeout', 'soon'],
    '--request-timeout "soon" is not a duration; write 10s, 1m30s or plain seconds, at most 24 days; 0 for no limit',
  ],
  [
    ['get', '-A', '-n', 'shop'],
    '-A and -n contradict each other; leave out -A to see only the namespaces named with -n',
  ],
  [
    ['get', '-n', 'shop,pay'],
    '"shop,pay" is not the name of a namespace; give -n once for each namespace',
  ],
  [['get', '--as-group', 'ops'], '--as-group needs --as; add --as USER'],
  [['get', '--as-uid', '7'], '--as-uid needs --as; add --as USER'],
  [
    ['get', '--as', 'ann', '--as-user-extra', 'scopes'],
    '--as-user-extra has no KEY=VALUE, found "scopes"; write --as-user-extra scopes=read',
  ],
  [
    ['bisect'],
    'kulprit bisect needs a WORKLOAD, or --repo with --good and --bad; kulprit help bisect shows how it is used',
  ],
  [
    ['bisect', '--good', '1', '--bad', '2'],
    'kulprit bisect needs a WORKLOAD, or --repo with --good and --bad; kulprit help bisect shows how it is used',
  ],
  [
    ['bisect', '--repo', '.'],
    '--repo without a WORKLOAD needs --good and --bad; give a commit, a tag or a branch for each end',
  ],
  [
    ['bisect', '--repo', '.', '--good', 'v1'],
    '--repo without a WORKLOAD needs --bad; give a commit, a tag or a branch for each end',
  ],
  [
    ['bisect', '--repo', '.', '--good', 'v1', '--bad', 'v2', '-n', 'shop'],
    '--namespace says where a workload is, and no WORKLOAD is given; add a WORKLOAD, or leave out --namespace',
  ],
  [
    ['bisect', 'cart', '--good', 'v1', '--bad', 'v1'],
    '--good and --bad are both "v1"; name two ends between which it broke',
  ],
  [
    ['bisect', 'cart', '--run', 'true', '--', 'true'],
    '--run and -- both say what to run; keep one of them',
  ],
  [['bisect', 'cart', '--'], 'no command follows --; write -- and then the command to run'],
  [
    ['bisect', 'cart', '--timeout', '5s'],
    '--timeout limits a command, and none is given; add --run CMD, or -- and a command',
  ],
  [
    ['bisect', 'cart', '--session', 'cart-1'],
    '--session and cart both say what to bisect; keep one of them',
  ],
  [
    ['bisect', 'good', '--run', 'true'],
    'kulprit bisect good has no flag --run; it belongs to kulprit bisect',
  ],
  [
    ['bisect', 'good', 'a', 'b'],
    'kulprit bisect good does not take "b"; kulprit help bisect shows how it is used',
  ],
  [
    ['bisect', 'cart', 'good'],
    'kulprit bisect does not take "good"; name one workload in one word, such as deploy/cart; kulprit help bisect shows how it is used',
  ],
  [
    ['bisect', 'undo', 'a'],
    'kulprit bisect undo does not take "a"; kulprit help bisect shows how it is used',
  ],
]

test.each(refusals)('%j is refused in one line', (argv, line) => {
  const result = parseArguments(argv)
  if (result.ok) throw new Error(`taken for ${JSON.stringify(result.value)}`)
  expect(failureText(result.failure)).toBe(`error: ${line}\n`)
  expect(exitCodeOf(result.failure)).toBe(2)
})
