/** The built page from its folder: what is not a file is the page itself, which knows its own paths. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly etag: string
  /** By encoding, made when first asked for. */
  readonly packed: Map<string, Promise<Uint8Array<ArrayBuffer>>>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.json': 'application/json',
}

const compress: Readonly<Record<string, (bytes: Uint8Array) => Promise<Buffer>>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (bytes) => promisify(gzip)(bytes),
}

/** Read once: a page is a few files, and no path of a request ever reaches the disk. */
export function openPage(folder: string): (request: Request) => Promise<Response> {
  const files = readFiles(folder)
  const index = files.get('/index.html')
  if (index === undefined) throw new Error(`There is no index.html in ${folder}: build the page with npm run build.`)

  return async (request) => {
    const { pathname } = new URL(request.url)
    const found = files.get(pathname)
    if (found === undefined && extname(pathname) !== '') return new Response('Not found', { status: 404 })
    const file = found ?? index
    const headers = new Headers({
      'content-type': file.type,
      etag: file.etag,
      vary: 'accept-encoding',
      // Vite names files in `assets` by what is in them.
      'cache-control': pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
    if (request.headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers })
    const encoding = encodingFor(request, file)
    if (encoding === undefined) return new Response(file.bytes, { headers })
    headers.set('content-encoding', encoding)
    return new Response(await packedAs(file, encoding), { headers })
  }
}

function readFiles(folder: string): Map<string, PageFile> {
  const files = new Map<string, PageFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = new Uint8Array(readFileSync(path))
    files.set(path.slice(folder.length).split(sep).join('/').replace(/^\/*/, '/'), {
      bytes,
      type: types[extname(path)] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      packed: new Map(),
    })
  }
  return files
}

function encodingFor(request: Request, file: PageFile): string | undefined {
  if (!/^text\/|json|svg/.test(file.type)) return undefined
  const accepted = request.headers.get('accept-encoding') ?? ''
  return Object.keys(compress).find((name) => new RegExp(`\\b${name}\\b`).test(accepted))
}

function packedAs(file: PageFile, encoding: string): Promise<Uint8Array<ArrayBuffer>> {
  let packed = file.packed.get(encoding)
  if (packed === undefined) {
    packed = Promise.resolve(compress[encoding]?.(file.bytes)).then((bytes) => new Uint8Array(bytes ?? file.bytes))
    file.packed.set(encoding, packed)
  }
  return packed
}
