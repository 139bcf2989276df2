/**
 * The command line in few files, with yargs inside: loading its fifty one by one takes as long as all of the emulator,
 * and `serve` is to be ready in a blink. Core and emulator stay what they are, packages beside it.
 */
import { fileURLToPath } from 'node:url'
import { notices } from './build/notices.js'

export default {
  input: ['src/main.ts', 'src/quickstart.ts'],
  platform: 'node',
  external: [/^@scribelite\//, 'ws'],
  resolve: { alias: { 'string-width': fileURLToPath(new URL('build/plain-width.js', import.meta.url)) } },
  // All in one folder: package.json is then one up from every file, as from `src/`.
  output: { dir: 'dist', chunkFileNames: '[name].js', sourcemap: true, cleanDir: true },
  plugins: [notices()],
}
