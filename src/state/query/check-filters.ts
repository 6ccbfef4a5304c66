/** Says which saved filters of a settings file cannot be read as queries. */
import type { SettingProblem } from '../../model/settings/settings-check.ts'
import { isRecord, pathText } from '../../model/settings/settings-check.ts'
import { readQuery } from './query.ts'

/** Takes the whole file; its shape is checked elsewhere, so what is no filter is passed over. */
export function filterProblems(file: unknown): SettingProblem[] {
  const filters = isRecord(file) && isRecord(file['filters']) ? file['filters'] : {}
  const own = isRecord(file) && isRecord(file['customColumns']) ? file['customColumns'] : {}
  const columns = Object.keys(own)
  return Object.entries(filters).flatMap(([number, filter]): SettingProblem[] => {
    const query = isRecord(filter) ? filter['query'] : undefined
    const read = typeof query === 'string' ? readQuery(query, columns) : null
    if (read === null || read.ok) return []
    const path = ['filters', number, 'query']
    const { message, next } = read.failure
    return [
      {
        path,
        message: `${pathText(path)}: character ${read.at}: ${message}`,
        next,
        harmless: true,
      },
    ]
  })
}
