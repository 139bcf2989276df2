import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

// The suites that need more than Node: AWS CLI, boto3, Deno, Chromium. `.ci/run` installs those; here a missing one fails.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['contract/more/**/*.more.ts', 'apps/*/e2e/**/*.more.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    // One after the other: some measure, and a Chromium takes a machine of two cores for itself.
    fileParallelism: false,
  },
})
