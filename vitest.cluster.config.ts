import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/control-plane/**/*.cluster.ts'],
    globalSetup: ['test/support/temporary-root.ts', 'test/control-plane/global-setup.ts'],
    setupFiles: ['test/support/same-cases.ts'],
    // Longer than what a test waits for may take, on a slow machine, too.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    teardownTimeout: 120_000,
    // The cluster itself needs a processor, too.
    maxWorkers: 2,
    env: { TZ: 'UTC' },
  },
})
