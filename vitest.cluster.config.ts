import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/control-plane/**/*.cluster.ts'],
    globalSetup: ['test/control-plane/global-setup.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // The cluster itself needs a processor, too.
    maxWorkers: 2,
    env: { TZ: 'UTC' },
  },
})
