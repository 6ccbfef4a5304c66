import { describe, expect, it, test } from 'vitest'
import { isSecretName, maskObject, masked } from '../../../src/model/kube/mask.ts'

test.each([
  ['DB_PASSWORD', true],
  ['apiToken', true],
  ['AWS_SECRET_ACCESS_KEY', true],
  ['SIGNING_KEY', true],
  ['DATABASE_DSN', true],
  ['LOG_LEVEL', false],
  ['KEYBOARD', false],
  ['AUTHOR', false],
])('a variable called %s holds a secret: %s', (name, expected) => {
  expect(isSecretName(name)).toBe(expected)
})

describe('an object that is shown', () => {
  const container = {
    env: [
      { name: 'DB_PASSWORD', value: 'hunter2' },
      { name: 'LOG_LEVEL', value: 'debug' },
      { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } },
      { name: 'DATABASE', value: 'postgres://cart:hunter2@db/cart' },
    ],
    args: ['--db-password=hunter2', '--api-token', 'hunter2', '--port', '80', '--token', '--x'],
    command: ['sh', '-c', 'PGPASSWORD=hunter2 psql; curl -H "x-api-key: hunter2" http://a'],
  }
  const object = {
    metadata: {
      name: 'cart',
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{"env":[{"value":"hunter2"}]}',
        team: 'shop',
      },
    },
    spec: { containers: [container], replicas: 3, paused: false, nothing: null },
  }

  it('has no value of a secret-like variable, flag, URL or header', () => {
    expect(JSON.stringify(maskObject(object))).not.toContain('hunter2')
  })

  it('keeps everything else, and the names of what is hidden', () => {
    expect(maskObject(object)).toMatchObject({
      metadata: { name: 'cart', annotations: { team: 'shop' } },
      spec: {
        containers: [
          {
            env: [
              { name: 'DB_PASSWORD', value: masked },
              { name: 'LOG_LEVEL', value: 'debug' },
              { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } },
              { name: 'DATABASE', value: `postgres://cart:${masked}@db/cart` },
            ],
            args: [
              `--db-password=${masked}`,
              '--api-token',
              masked,
              '--port',
              '80',
              '--token',
              '--x',
            ],
          },
        ],
        replicas: 3,
        paused: false,
        nothing: null,
      },
    })
  })
})
