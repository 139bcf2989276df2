/** A stream of signed audio frames over HTTP/2, made beforehand and sent as fast as it is taken. */
import { connect } from 'node:http2'
import { createFrameSigner, encodeAudioEvent, portableHashing, signRequest } from '@scribelite/core/protocol'

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
const samples = 1600

/** Headers and `count` frames, signed. May be sent several times: the signature allows it for five minutes. */
export function signedStream(port, count, region = 'us-east-1') {
  const now = Date.now()
  const headers = signRequest({
    method: 'POST',
    url: new URL(`http://127.0.0.1:${port}/stream-transcription`),
    headers: {
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-transcribe-language-code': 'en-US',
      'x-amzn-transcribe-media-encoding': 'pcm',
      'x-amzn-transcribe-sample-rate': String(samples * 10),
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-EVENTS',
    },
    payloadHash: 'STREAMING-AWS4-HMAC-SHA256-EVENTS',
    credentials,
    region,
    service: 'transcribe',
    now,
    hashing: portableHashing,
  })
  const seed = /Signature=([0-9a-f]{64})/.exec(headers.authorization)[1]
  const signer = createFrameSigner({ seed, credentials, region, hashing: portableHashing, now: Date.now })
  const signed = Array.from({ length: count }, (_, index) => signer.sign(encodeAudioEvent(sound(index))))
  signed.push(signer.end())
  const { host: _, ...sent } = headers
  return { headers: sent, frames: signed }
}

/** Sends a stream and reads the answer to its end; returns frames a second. Throws where an exception comes. */
export async function send(port, { headers, frames }) {
  const session = connect(`http://127.0.0.1:${port}`, { settings: { initialWindowSize: 1 << 20 } })
  const started = performance.now()
  const stream = session.request({ ':method': 'POST', ':path': '/stream-transcription', ...headers })
  const ended = new Promise((resolve, reject) => {
    stream.once('response', (answer) => {
      if (answer[':status'] !== 200) reject(new Error(`answered ${answer[':status']}`))
    })
    let last = Buffer.alloc(0)
    stream.on('data', (chunk) => {
      last = chunk
    })
    stream.once('end', () =>
      last.includes(':exception-type') ? reject(new Error(last.toString('latin1'))) : resolve(),
    )
    stream.once('error', reject)
  })
  for (const frame of frames) {
    if (!stream.write(frame)) await new Promise((resolve) => stream.once('drain', resolve))
  }
  stream.end()
  await ended
  const time = performance.now() - started
  session.close()
  return (frames.length / time) * 1000
}

/** 100 ms of 16 kHz 16-bit mono a frame, what clients are told to send. Half a second of sound, half a second of near silence, as speech alternates. */
function sound(index) {
  const loud = Math.floor(index / 5) % 2 === 0 ? 6000 : 20
  const block = new Int16Array(samples)
  for (let i = 0; i < samples; i++) block[i] = loud * Math.sin(i / 9 + index) + ((i * 7919 + index * 104729) % 17)
  return new Uint8Array(block.buffer)
}
