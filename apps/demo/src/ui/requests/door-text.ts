import type { Door } from '../../api/api.ts'

const texts: Readonly<Record<Door, string>> = {
  json: 'API (JSON)',
  http2: 'HTTP/2 stream',
  websocket: 'WebSocket stream',
  s3: 'S3',
}

/** The ways into the emulator. */
export const doorText = (door: Door): string => texts[door]
