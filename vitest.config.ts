import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Far more than any test takes: how busy the machine is must not decide.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
    globalSetup: ['test/support/temporary-root.ts'],
    setupFiles: ['test/support/same-cases.ts'],
    env: { TZ: 'UTC' },
  },
})
