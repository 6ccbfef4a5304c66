/** The values of `-o`. */
export type Output = 'table' | 'wide' | 'text' | 'json' | 'yaml' | 'name'
