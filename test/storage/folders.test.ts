import { describe, expect, test } from 'vitest'
import { folders } from '../../src/storage/folders.ts'

describe('the folders of kulprit', () => {
  test('are below the home folder where XDG says nothing', () => {
    expect(folders({ HOME: '/home/ada' })).toEqual({
      ok: true,
      value: {
        config: '/home/ada/.config/kulprit/settings.json',
        cache: '/home/ada/.cache/kulprit',
        state: '/home/ada/.local/state/kulprit',
      },
    })
  })

  test('follow the XDG variables, without a home folder too', () => {
    const env = { HOME: '', XDG_CONFIG_HOME: '/c', XDG_CACHE_HOME: '/k', XDG_STATE_HOME: '/s' }
    expect(folders(env)).toEqual({
      ok: true,
      value: { config: '/c/kulprit/settings.json', cache: '/k/kulprit', state: '/s/kulprit' },
    })
  })

  test('ignore an XDG variable that is relative or empty', () => {
    const found = folders({ HOME: '/home/ada', XDG_STATE_HOME: 'state', XDG_CACHE_HOME: '' })
    expect(found.ok && found.value.state).toBe('/home/ada/.local/state/kulprit')
    expect(found.ok && found.value.cache).toBe('/home/ada/.cache/kulprit')
  })

  test.each([
    [{ HOME: '' }, 'HOME is empty'],
    [{}, 'HOME is not set'],
    [{ HOME: 'here' }, 'HOME is "here", which is not an absolute path'],
  ])('are refused rather than put into the working directory: %j', (env, why) => {
    const found = folders(env)
    expect(found.ok ? '' : found.failure.message).toContain(why)
  })

  test('let --config win over KULPRIT_CONFIG, and that over XDG_CONFIG_HOME', () => {
    const env = { HOME: '/h', XDG_CONFIG_HOME: '/c', KULPRIT_CONFIG: '/tmp/a.json' }
    const config = (found: ReturnType<typeof folders>) => found.ok && found.value.config
    expect(config(folders(env, '/tmp/b.json'))).toBe('/tmp/b.json')
    expect(config(folders(env))).toBe('/tmp/a.json')
    expect(config(folders({ ...env, KULPRIT_CONFIG: '' }))).toBe('/c/kulprit/settings.json')
  })
})
