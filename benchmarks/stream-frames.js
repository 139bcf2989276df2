/** Signed audio frames a second over HTTP/2, each verified, decoded and heard, against a bare `node:http2` echo of the same frames. */
import { fileURLToPath } from 'node:url'
import { send, signedStream } from './audio-stream.js'
import { median, startServer } from './processes.js'

const cli = fileURLToPath(new URL('../packages/cli/bin/scribelite.js', import.meta.url))
const echo =
  "require('http2').createServer().on('stream', (s) => { s.respond({ ':status': 200 }); s.pipe(s) }).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port) })"

/** Rounds that are not counted: by then both servers are compiled, as they are in a process that lives for a while. */
const warmUps = 20

export async function streamFrames({ rounds = 15, frames = 10_000 } = {}) {
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
      const ours = await send(emulator.port, stream.emulator)
      const floor = await send(bare.port, stream.bare)
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
