import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openEnvironment } from '../../src/app/environment.ts'

const patience = { timeout: 60_000, interval: 10 }

/** The environment as it was opened with these settings, and what it hears of their file from then on. */
async function opened(settings: object) {
  const home = mkdtempSync(join(tmpdir(), 'kulprit-environment-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const file = join(home, 'settings.json')
  writeFileSync(file, JSON.stringify(settings))
  const environment = await openEnvironment({ HOME: home }, file, new AbortController().signal)
  if (!environment.ok) throw new Error(environment.failure.message)
  const { followSettings, settings: present } = environment.value
  const heard: (string | null)[] = []
  const follow = () => {
    onTestFinished(followSettings((read) => heard.push(read.ok ? read.value.theme : null)))
  }
  return { file, follow, heard, theme: () => present().theme }
}

test('settings that changed after they were read and before anybody looked are taken over', async () => {
  const { file, follow, heard, theme } = await opened({ theme: 'dark' })
  writeFileSync(file, JSON.stringify({ theme: 'light' }))
  follow()
  await expect.poll(theme, patience).toBe('light')
  expect(heard).toEqual(['light'])
})

test('each later change is told once, whether the file is written or replaced or taken away', async () => {
  const { file, follow, heard } = await opened({ theme: 'dark' })
  follow()
  const other = `${file}.new`
  writeFileSync(other, JSON.stringify({ theme: 'light' }))
  renameSync(other, file)
  await expect.poll(() => heard, patience).toEqual(['light'])
  writeFileSync(other, '{')
  renameSync(other, file)
  await expect.poll(() => heard, patience).toEqual(['light', null])
  rmSync(file)
  await expect.poll(() => heard, patience).toEqual(['light', null, 'auto'])
})
