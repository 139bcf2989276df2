import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type UserConfig } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The page: `src/ui` to `dist/ui`. Nothing inline, since the page's Content-Security-Policy forbids it. */
const config: UserConfig = defineConfig({
  root: here('src/ui'),
  base: '/',
  plugins: [react()],
  build: {
    outDir: here('dist/ui'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    sourcemap: false,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      output: {
        // Cloudscape and React change seldom, and are what the 300 KB of the page's own script do not count.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'cloudscape', test: /node_modules[\\/]@cloudscape-design[\\/]/ },
          ],
        },
      },
    },
  },
})

export default config
