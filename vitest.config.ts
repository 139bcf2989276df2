import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// Tests run on the sources; only tests that start a process (the command line, Deno) run what was built.
export default defineConfig({
  resolve: {
    alias: [
      { find: '@scribelite/core/protocol', replacement: source('packages/core/src/protocol/index.ts') },
      { find: '@scribelite/core/websocket', replacement: source('packages/core/src/websocket.ts') },
      { find: '@scribelite/core', replacement: source('packages/core/src/index.ts') },
      { find: '@scribelite/emulator/msw', replacement: source('packages/emulator/src/msw.ts') },
      { find: '@scribelite/emulator', replacement: source('packages/emulator/src/index.ts') },
    ],
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'contract/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for comes by itself: how soon is a matter of how busy the machine is.
    expect: { poll: { timeout: 25_000 } },
  },
})
