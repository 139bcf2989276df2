/** What the emulator holds in memory: an hour of audio in one stream, then a hundred streams at once, each sent as fast as it is taken. */
import { readFileSync } from 'node:fs'
import { platform } from 'node:process'
import { fileURLToPath } from 'node:url'
import { send, signedStream } from './audio-stream.js'
import { startServer } from './processes.js'

const cli = fileURLToPath(new URL('../packages/cli/bin/scribelite.js', import.meta.url))
const minute = 600
/** AWS allows 25 streams at once in each region. */
const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-southeast-2']
const streamsOfRegion = 25

export async function memory() {
  const what = 'resident memory: 100 streams of a minute at once, after an hour of audio in one'
  if (platform !== 'linux') return { what, skipped: 'it is read from /proc' }
  const emulator = await startServer(
    process.execPath,
    [cli, 'serve', '--port', '0', '--log', 'none'],
    /http:\/\/127\.0\.0\.1:(\d+)/,
  )
  try {
    // A minute first: compiled code and the heap's first growth are not the audio's.
    await send(emulator.port, signedStream(emulator.port, minute))
    const hour = await highest(emulator.pid, [[emulator.port, signedStream(emulator.port, 60 * minute)]])
    const streams = regions.flatMap((region) => {
      const stream = signedStream(emulator.port, minute, region)
      return Array.from({ length: streamsOfRegion }, () => [emulator.port, stream])
    })
    const hundred = await highest(emulator.pid, streams)
    return {
      what,
      measured: `${hundred.toFixed(0)} MB`,
      against: `${hour.toFixed(0)} MB, the hour in one stream`,
      ratio: hundred / hour,
      aim: 'at most 4',
      holds: hundred / hour <= 4,
    }
  } finally {
    await emulator.stop()
  }
}

/** Sends streams side by side; the most megabytes that the process had meanwhile. */
async function highest(pid, streams) {
  let most = 0
  const look = () => {
    const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    most = Math.max(most, Number(kilobytes) / 1024)
  }
  const watch = setInterval(look, 20)
  try {
    await Promise.all(streams.map(([port, stream]) => send(port, stream)))
  } finally {
    clearInterval(watch)
  }
  look()
  return most
}
