import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textAt } from '../../../src/model/json-path/follow-json-path.ts'
import { parseJsonPath } from '../../../src/model/json-path/parse-json-path.ts'

const deployment = {
  metadata: {
    name: 'cart',
    labels: { 'app.kubernetes.io/name': 'cart', tier: '1' },
    generation: 7,
  },
  spec: {
    replicas: 3,
    paused: false,
    nothing: null,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%' } },
    template: {
      spec: {
        containers: [
          { name: 'app', image: 'shop/cart:1', ports: [{ port: 80 }, { port: 443 }] },
          { name: 'proxy', image: 'envoy:2', ports: [] },
        ],
      },
    },
  },
  status: {
    conditions: [
      { type: 'Available', status: 'True', weight: 2 },
      { type: 'Progressing', status: 'False', weight: 10 },
    ],
  },
}

function told(path: string, object: unknown = deployment): string {
  const read = parseJsonPath(path)
  if (!read.ok) throw new Error(`${path}: character ${read.at}: ${read.reason}`)
  return textAt(read.path, object)
}

describe('a JSONPath tells', () => {
  test.each([
    ['a field, as kubectl writes it', '{.spec.replicas}', '3'],
    ['without braces', '.spec.replicas', '3'],
    ['without a first dot', 'spec.replicas', '3'],
    ['without it in braces', '{spec.replicas}', '3'],
    ['from the root', '{$.metadata.name}', 'cart'],
    ['from the object itself', ' { @.metadata.name } ', 'cart'],
    ['what is false', '.spec.paused', 'false'],
    ['an object as JSON', '.spec.strategy.rollingUpdate', '{"maxSurge":"25%"}'],
    [
      'a key with dots behind backslashes',
      String.raw`.metadata.labels.app\.kubernetes\.io/name`,
      'cart',
    ],
    ['the same in brackets', String.raw`.metadata.labels['app\.kubernetes\.io/name']`, 'cart'],
    ['a key with dots as it stands', `.metadata.labels['app.kubernetes.io/name']`, 'cart'],
    ['a key in double quotes', '.metadata["labels"]["tier"]', '1'],
    [
      'fields one after another, as kubectl reads a dotted key',
      `.spec['strategy.type']`,
      'RollingUpdate',
    ],
    [
      'several results, with commas',
      '.spec.template.spec.containers[*].image',
      'shop/cart:1,envoy:2',
    ],
    ['all fields of an object', '.spec.strategy.rollingUpdate.*', '25%'],
    ['an item by its place', '.spec.template.spec.containers[1].name', 'proxy'],
    ['an item from the end', '.spec.template.spec.containers[-1].name', 'proxy'],
    ['a slice', '.status.conditions[0:1].type', 'Available'],
    ['a slice from the end', '.status.conditions[-1:].type', 'Progressing'],
    ['a slice with a step', '.status.conditions[::2].type', 'Available'],
    ['a union', `.metadata['name', 'generation']`, 'cart,7'],
    ['a union of places', '.status.conditions[1,0].type', 'Progressing,Available'],
    ['fields at any depth', '..port', '80,443'],
    ['items at any depth', '..ports[0].port', '80'],
    ['what a filter lets through', '.status.conditions[?(@.type=="Available")].status', 'True'],
    ['the same in single quotes', ".status.conditions[?( @.type == 'Available' )].status", 'True'],
    ['all others', '.status.conditions[?(@.type!="Available")].type', 'Progressing'],
    ['what is more', '.status.conditions[?(@.weight>2)].type', 'Progressing'],
    [
      'what is at least as much',
      '.status.conditions[?(@.weight>=2)].type',
      'Available,Progressing',
    ],
    ['what is less', '.status.conditions[?(@.weight<10)].type', 'Available'],
    [
      'what is at most as much',
      '.status.conditions[?(@.weight<=10)].type',
      'Available,Progressing',
    ],
    ['what has something', '.spec.template.spec.containers[?(@.ports[0])].name', 'app'],
  ])('%s', (_, path, text) => {
    expect(told(path)).toBe(text)
  })

  test.each([
    ['a field that is not there', '.spec.nope.deeper'],
    ['a field of a text', '.metadata.name.length'],
    ['what is null', '.spec.nothing'],
    ['a place past the end', '.status.conditions[2]'],
    ['a place before the beginning', '.status.conditions[-3]'],
    ['a place in an object', '.metadata[0]'],
    ['an order between a number and a text', '.status.conditions[?(@.weight>"1")].type'],
    ['what every object inherits', '.constructor'],
  ])('nothing of %s', (_, path) => {
    expect(told(path)).toBe('')
  })

  test('an object that is deeper than any stack', () => {
    let deep: unknown = { leaf: 'here' }
    for (let i = 0; i < 100_000; i++) deep = { inner: deep }
    expect(told('..leaf', deep)).toBe('here')
  })
})

describe('what is no JSONPath is said with its place and the reason', () => {
  test.each([
    ['', 1, 'expected a field'],
    ['{}', 3, 'expected a field'],
    ['.spec.', 7, 'expected a name or *'],
    ['.spec[', 7, 'expected a number, a slice'],
    ['.spec[0', 6, 'expected ]'],
    ['.spec[name]', 7, 'or a key in quotes'],
    ["['name]", 2, "expected a closing '"],
    ["['']", 2, 'expected a key'],
    ['.items[::0]', 8, 'a step is 1 or more'],
    ['{.spec.replicas', 16, 'expected }'],
    ['.spec.replicas}', 15, 'expected ., [ or the end'],
    ['.spec ...x', 7, 'expected ., [ or the end'],
    ['.spec...x', 8, 'expected a name or *'],
    ['{range .items[*]}{.x}{end}', 8, 'without range'],
    ['{.a}{.b}', 5, 'one expression'],
    ['.c[?(@.type=Ready)]', 12, '= is none of == !='],
    ['.c[?(@.type==Ready)]', 14, 'a text stands in quotes: "Ready"'],
    ['.c[?(type=="Ready")]', 6, 'a field begins with @.'],
    ['.c[?(@.a==1&&@.b==2)]', 12, 'a filter makes one comparison'],
    ['.c[?(@.a=~"x")]', 9, '=~ is none of'],
    ['.c[?@.a]', 4, 'a filter begins with [?('],
    ['.c[?(@.a==1]', 12, 'expected )'],
    ['.c[?("x")]', 9, 'expected a comparison'],
    ['.c[?(@.a==)]', 11, 'expected @'],
  ])('%j', (path, at, reason) => {
    const read = parseJsonPath(path)
    expect(read).toMatchObject({ ok: false, at, reason: expect.stringContaining(reason) })
  })

  test('any text is either read or refused within it', () => {
    const part = constantFrom(
      ...['.', '..', '[', ']', '[?(', ')', '@', '$', '{', '}', '*', ',', ':', '-1', '0', '==', '<'],
      ...['"a"', "'b.c'", '\\', 'name', ' ', 'true', '\u{1F600}', '\n'],
    )
    assert(
      property(array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        const read = parseJsonPath(text)
        const within = read.ok ? textAt(read.path, deployment) !== null : read.at <= text.length + 1
        expect(within).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })
})
