/** Runs in the browser: the official SDK's own build for it, and our client that needs nothing but a URL. */
import { StartStreamTranscriptionCommand, TranscribeStreamingClient } from '@aws-sdk/client-transcribe-streaming'
import { streamWebSocket } from '@scribelite/core/websocket'

/** @param {string} base64 */
const bytesOf = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))

/**
 * With the SDK's default handler: WebSocket, on port 8443, frames unsigned. The handler closes right behind the last
 * chunk, so silence is sent until the last word has come.
 */
window.hearWithSdk = async ({ endpoint, credentials, audio, input }) => {
  const client = new TranscribeStreamingClient({ region: 'us-east-1', endpoint, credentials })
  const pcm = bytesOf(audio)
  const results = []
  let over = false
  async function* chunks() {
    for (let at = 0; at < pcm.length; at += 3200) yield { AudioEvent: { AudioChunk: pcm.subarray(at, at + 3200) } }
    while (!over && results.at(-1)?.IsPartial !== false) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      if (!over) yield { AudioEvent: { AudioChunk: new Uint8Array(3200) } }
    }
  }
  try {
    const { TranscriptResultStream } = await client.send(
      new StartStreamTranscriptionCommand({ ...input, AudioStream: chunks() }),
    )
    for await (const event of TranscriptResultStream)
      results.push(...(event.TranscriptEvent?.Transcript?.Results ?? []))
    return { results }
  } catch (error) {
    return { results, error: { name: error.name, message: error.message } }
  } finally {
    over = true
  }
}

/** `window.presign` is the test's: the keys stay there. */
window.hearWithUrl = async ({ audio, options }) => {
  const results = []
  try {
    for await (const result of streamWebSocket(bytesOf(audio), { ...options, pace: 'fast', url: window.presign }))
      results.push(result)
    return { results }
  } catch (error) {
    return { results, error: { name: error.name, message: error.message } }
  }
}
