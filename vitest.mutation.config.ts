import type { TestSpecification } from 'vitest/node'
import { BaseSequencer } from 'vitest/node'
import { defineConfig } from 'vitest/config'

/** Most changes are noticed by a test that takes a moment. */
class QuickFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification): number =>
      Number(/(?:large|suspects|section)\.test/.test(moduleId))
    return Promise.resolve(files.toSorted((a, b) => isSlow(a) - isSlow(b)))
  }
}

export default defineConfig({
  test: {
    include: ['test/model/text.test.ts', 'test/bisect/*.test.ts'],
    // These make repositories.
    exclude: ['test/bisect/{against-git,thousand}.test.ts'],
    // These take seconds where every statement is counted, and notice nothing that the others miss.
    testNamePattern:
      /^(?!.*(?:500 runs|with learned rates|80,000|commits take with|of builds beside the range|of twenty incidents|none is ever left out))/,
    testTimeout: 300_000,
    setupFiles: ['test/support/mutation-setup.ts'],
    sequence: { sequencer: QuickFirst },
    env: { TZ: 'UTC' },
  },
})
