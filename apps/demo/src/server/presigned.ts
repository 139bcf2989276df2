/** URLs for the page's own WebSocket: signed here, so that the keys stay here. Remembers what it signed, for a refusal. */
import { type Credentials, presign } from '@scribelite/core'
import { canonicalRequest, hexSha256, portableHashing, type StreamParameters } from '@scribelite/core/protocol'
import { presign as presignWith } from '@scribelite/core/websocket'
import type { Presigned, PresignMistake } from '../api/api.ts'
import { Refusal } from './refusal.ts'
import type { Target } from './target.ts'

/** Seconds are enough to dial; an open stream outlives its URL. */
const expires = 60
/** URLs whose canonical request is remembered. */
const mostRemembered = 200

export interface Presigner {
  url(parameters: StreamParameters, mistake?: PresignMistake): Promise<Presigned>
  /** The canonical request of the URL for this session, as it was signed. */
  signedFor(sessionId: string): string | undefined
}

export function createPresigner(target: Target): Presigner {
  const remembered = new Map<string, string>()

  const remember = (sessionId: string | undefined, url: string): void => {
    if (sessionId === undefined) return
    remembered.set(sessionId, canonicalOf(new URL(url)))
    for (const oldest of remembered.keys()) {
      if (remembered.size <= mostRemembered) break
      remembered.delete(oldest)
    }
  }

  return {
    async url(parameters, mistake) {
      if (mistake !== undefined && target.kind !== 'emulator') {
        throw new Refusal(400, 'bad-call', 'Mistakes are made on purpose only with the emulator.')
      }
      const url = await signed(target, parameters, mistake)
      remember(parameters.SessionId, url)
      return { url: mistake === 'changed-after-signing' ? changed(url) : url }
    },
    signedFor: (sessionId) => remembered.get(sessionId),
  }
}

function signed(target: Target, parameters: StreamParameters, mistake: PresignMistake | undefined): Promise<string> {
  const { connection, region } = target
  if (mistake === 'wrong-secret') {
    const { accessKeyId = 'test' } = (connection.credentials ?? {}) as Partial<Credentials>
    return presignWith({
      region,
      expires,
      parameters,
      credentials: { accessKeyId, secretAccessKey: 'a-secret-that-is-not-the-right-one' },
      ...(connection.endpoint === undefined ? {} : { endpoint: connection.endpoint }),
    })
  }
  return presign({
    connection: target.open,
    parameters,
    expires,
    ...(mistake === 'expired' ? { now: Date.now() - 10 * 60_000 } : {}),
  })
}

/** Another language than the one that was signed. */
function changed(url: string): string {
  const replaced = url.replace(/([?&]language-code=)en-US/, '$1en-GB')
  return replaced === url ? url.replace(/([?&]language-code=)[^&]*/, '$1en-US') : replaced
}

function canonicalOf(url: URL): string {
  return canonicalRequest({
    method: 'GET',
    path: url.pathname,
    query: url.search.slice(1),
    headers: (name) => (name === 'host' ? url.host : undefined),
    signedHeaders: ['host'],
    payloadHash: hexSha256('', portableHashing),
    service: 'transcribe',
  })
}
