/** Signed audio frames a second over HTTP/2, each verified, decoded and heard, against a bare `node:http2` echo of the same frames. */
import { connect } from 'node:http2'
import { fileURLToPath } from 'node:url'
import { createFrameSigner, encodeAudioEvent, portableHashing, signRequest } from '@scribelite/core/protocol'
import { median, startServer } from './processes.js'

const cli = fileURLToPath(new URL('../packages/cli/bin/scribelite.js', import.meta.url))
const echo =
  "require('http2').createServer().on('stream', (s) => { s.respond({ ':status': 200 }); s.pipe(s) }).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port) })"
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
const region = 'us-east-1'

/** 100 ms of 16 kHz 16-bit mono a frame: what clients are told to send. */
const samples = 1600

/** Rounds that are not counted: by then both servers are compiled, as they are in a process that lives for a while. */
const warmUps = 5

export async function streamFrames({ rounds = 9, frames = 10_000 } = {}) {
  const emulator = await startServer(
    process.execPath,
    [cli, 'serve', '--port', '0', '--log', 'none'],
    /http:\/\/127\.0\.0\.1:(\d+)/,
  )
  const bare = await startServer(process.execPath, ['-e', echo], /port (\d+)/)
  const rates = { emulator: [], bare: [] }
  try {
    const stream = { emulator: signedStream(emulator.port, frames), bare: signedStream(bare.port, frames) }
    for (let round = 0; round < warmUps + rounds; round++) {
      const ours = await rate(emulator.port, stream.emulator)
      const floor = await rate(bare.port, stream.bare)
      if (round >= warmUps) {
        rates.emulator.push(ours)
        rates.bare.push(floor)
      }
    }
  } finally {
    await emulator.stop()
    await bare.stop()
  }
  const [ours, floor] = [median(rates.emulator), median(rates.bare)]
  // Of neighbours in time: what else the machine does then falls on both.
  const ratio = median(rates.emulator.map((value, round) => value / rates.bare[round]))
  return {
    what: 'signed frames a second over HTTP/2, 3 200 bytes of speech-like sound each',
    measured: `${ours.toFixed(0)} /s, verified and heard`,
    against: `${floor.toFixed(0)} /s, bare node:http2 echo`,
    ratio,
    aim: 'at least 0.5',
    holds: ratio >= 0.5,
  }
}

/** Headers and frames of one stream, signed before the clock runs. Each round sends the same, which the signature allows for five minutes. */
function signedStream(port, count) {
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

async function rate(port, { headers, frames }) {
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

/** Half a second of sound, half a second of near silence, as speech alternates. */
function sound(index) {
  const loud = Math.floor(index / 5) % 2 === 0 ? 6000 : 20
  const block = new Int16Array(samples)
  for (let i = 0; i < samples; i++) block[i] = loud * Math.sin(i / 9 + index) + ((i * 7919 + index * 104729) % 17)
  return new Uint8Array(block.buffer)
}
