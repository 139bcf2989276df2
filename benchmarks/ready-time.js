/** How long until a server answers: the emulator as people start it, against a bare `node:http` server in the same run. */
import { fileURLToPath } from 'node:url'
import { median, startServer, untilAnswered } from './processes.js'

const cli = fileURLToPath(new URL('../packages/cli/bin/scribelite.js', import.meta.url))
const bare =
  "require('http').createServer((q, r) => r.end('ok')).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port) })"

export async function readyTime({ rounds = 9 } = {}) {
  const times = { emulator: [], bare: [] }
  for (let round = 0; round < rounds; round++) {
    times.bare.push(await measure(process.execPath, ['-e', bare], /port (\d+)/, '/'))
    times.emulator.push(
      await measure(
        process.execPath,
        [cli, 'serve', '--port', '0'],
        /http:\/\/127\.0\.0\.1:(\d+)/,
        '/_scribelite/health',
      ),
    )
  }
  const [emulator, floor] = [median(times.emulator), median(times.bare)]
  return {
    what: 'ready: first 200 after the start of the process',
    measured: `${emulator.toFixed(0)} ms`,
    against: `${floor.toFixed(0)} ms, \`node -e\` with a bare node:http server`,
    ratio: emulator / floor,
    aim: 'at most 3',
    holds: emulator / floor <= 3,
  }
}

async function measure(command, args, port, path) {
  const server = await startServer(command, args, port)
  const status = await untilAnswered(server.port, path)
  const time = performance.now() - server.started
  await server.stop()
  if (status !== 200) throw new Error(`${path} answered ${status}`)
  return time
}
