/** JSON requests a second: signed ListTranscriptionJobs over kept-alive connections, against `moto_server` in the same run. */

import { spawnSync } from 'node:child_process'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { portableHashing, signRequest } from '@scribelite/core/protocol'
import { postBytes, sendAll } from './lean-client.js'
import { median, startServer, untilAnswered } from './processes.js'

const cli = fileURLToPath(new URL('../packages/cli/bin/scribelite.js', import.meta.url))
const body = new TextEncoder().encode('{"MaxResults":5}')
/** From `pip install 'moto[server]'`, in whatever environment. */
const motoServer = env.MOTO_SERVER || 'moto_server'
const connections = 16

/** Rounds that are not counted: by then both are as fast as they get. */
const warmUps = 3

export async function jsonRequests({ rounds = 5, requests = 4000 } = {}) {
  const name = 'JSON requests a second, ListTranscriptionJobs, 16 connections'
  if (spawnSync(motoServer, ['--help']).status !== 0) {
    return {
      what: name,
      skipped: 'moto_server is not on the PATH nor named by MOTO_SERVER (pip install "moto[server]")',
    }
  }
  const emulator = await startServer(
    process.execPath,
    [cli, 'serve', '--port', '0', '--log', 'none'],
    /http:\/\/127\.0\.0\.1:(\d+)/,
  )
  const moto = await startServer(motoServer, ['-H', '127.0.0.1', '-p', '5123'], /127\.0\.0\.1:(5123)/)
  await untilAnswered(moto.port, '/')
  const rates = { emulator: [], moto: [] }
  try {
    for (let round = 0; round < warmUps + rounds; round++) {
      const ours = await rate(emulator.port, requests)
      const theirs = await rate(moto.port, Math.ceil(requests / 8))
      if (round >= warmUps) {
        rates.emulator.push(ours)
        rates.moto.push(theirs)
      }
    }
  } finally {
    await emulator.stop()
    await moto.stop()
  }
  const [ours, theirs] = [median(rates.emulator), median(rates.moto)]
  const ratio = median(rates.emulator.map((value, round) => value / rates.moto[round]))
  return {
    what: name,
    measured: `${ours.toFixed(0)} /s, each signature checked`,
    against: `${theirs.toFixed(0)} /s, moto_server, which checks none`,
    ratio,
    aim: 'at least 10',
    holds: ratio >= 10,
  }
}

async function rate(port, count) {
  const headers = signRequest({
    method: 'POST',
    url: new URL(`http://127.0.0.1:${port}/`),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Transcribe.ListTranscriptionJobs' },
    body,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    region: 'us-east-1',
    service: 'transcribe',
    now: Date.now(),
    hashing: portableHashing,
  })
  const bytes = postBytes(port, headers, body)
  const started = performance.now()
  await sendAll(port, bytes, count, connections)
  return (count / (performance.now() - started)) * 1000
}
