/** `kulprit config`: where the settings file is, what it says, one setting changed, all of it checked. */
import { existsSync } from 'node:fs'
import type { ExitCode } from '../../cli/exit-code.ts'
import { exitCode } from '../../cli/exit-code.ts'
import type { ConfigCommand } from '../../cli/grammar/invocation.ts'
import type { Result } from '../../model/failure.ts'
import { failed } from '../../model/failure.ts'
import { settingsSchema } from '../../model/settings/settings-reference.ts'
import { defaultSettings } from '../../model/settings/settings.ts'
import type { SettingPath, SettingProblem } from '../../model/settings/settings-check.ts'
import { isRecord } from '../../model/settings/settings-check.ts'
import {
  parseSettingPath,
  typedValue,
  valueAt,
  withValueAt,
} from '../../model/settings/setting-value.ts'
import { folders } from '../../storage/folders.ts'
import { changeSettingsText, readSettings, readSettingsText } from '../../storage/settings.ts'
import { checkAllSettings } from '../check-settings.ts'
import { fail, note, print } from '../output.ts'
import { missingFolders } from '../fleet/missing-folders.ts'

/** Works on a broken settings file too: it is how one is mended. */
export async function config(asked: ConfigCommand): Promise<ExitCode> {
  const found = folders(process.env, asked.config)
  if (!found.ok) return fail(found.failure)
  const file = found.value.config
  switch (asked.command) {
    case 'config path':
      print(`${file}\n`)
      return exitCode.success
    case 'config schema':
      print(`${JSON.stringify(settingsSchema(), null, 2)}\n`)
      return exitCode.success
    case 'config get':
      return printSetting(file, asked.setting)
    case 'config set':
      return changeSetting(file, asked.setting, asked.value)
    case 'config check':
      return check(asked.file ?? file, asked.file !== null || asked.config !== null)
  }
}

async function printSetting(file: string, setting: string | null): Promise<ExitCode> {
  const settings = await readSettings(file, checkAllSettings)
  if (!settings.ok) return fail(settings.failure)
  const path = parseSettingPath(setting ?? '')
  if (!path.ok) return fail(path.failure)
  const value = valueAt(settings.value, path.value)
  if (value === undefined) return fail(noSetting(setting ?? '', file).failure)
  print(`${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`)
  return exitCode.success
}

async function changeSetting(
  file: string,
  setting: string,
  value: string | null,
): Promise<ExitCode> {
  const path = parseSettingPath(setting)
  if (!path.ok) return fail(path.failure)
  const changed = await changeSettingsText(
    file,
    (json): Result<unknown> => {
      if (value === null && valueAt(json, path.value) === undefined) return noSetting(setting, file)
      return withValueAt(json, path.value, value === null ? undefined : typedValue(value))
    },
    (input) => checkAllSettings(input).map((problem) => seriousWithin(path.value, problem)),
  )
  return changed.ok ? exitCode.success : fail(changed.failure)
}

/** What is set now has to be right, whatever kulprit would put up with in a file. */
function seriousWithin(path: SettingPath, problem: SettingProblem): SettingProblem {
  const { harmless: _, ...serious } = problem
  return path.every((part, i) => problem.path[i] === part) ? serious : problem
}

/** One line for each problem, in the form that editors jump by: `FILE:LINE:COLUMN: what`. */
async function check(file: string, named: boolean): Promise<ExitCode> {
  if (!existsSync(file)) {
    if (named) return fail(failed('config', `no settings file ${file}`).failure)
    note(`no settings file ${file}: the defaults are in effect\n`)
    return exitCode.success
  }
  const read = await readSettingsText(file, checkAllSettings)
  if (!read.ok) return fail(read.failure)
  const { json, locate, problems } = read.value
  for (const { path, message, next } of problems)
    print(`${file}${locate(path)}: ${message}${next === null ? '' : `; ${next}`}\n`)
  if (problems.length > 0) return exitCode.failure
  const settings = { ...defaultSettings, ...(isRecord(json) ? json : {}) }
  for (const { path, message } of missingFolders(settings, process.env))
    note(`${file}${locate(path)}: warning: ${message}\n`)
  print(`${file}: ok\n`)
  return exitCode.success
}

function noSetting(setting: string, file: string) {
  const known = Object.keys(defaultSettings)
  return failed('usage', `no setting ${setting} in ${file}`, {
    next: `known settings: ${known.join(', ')}`,
  })
}
