/**
 * The three flows of @scribelite/core over some recordings; prints what was heard, one line a flow and recording, with
 * what is made by chance (ids, names) left out. The same file runs on Node (as built) and on Deno (the sources).
 */
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { streamHttp2, streamWebSocket, transcribe } from '@scribelite/core'

const [endpoint, bucket, languageModelName, ...files] = process.argv.slice(2)
const connection = {
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
}

for (const file of files) {
  const common = { connection, languageCode: 'en-US', languageModelName }
  const name = file.replace(/.*\//, '')
  const { transcript, job } = await transcribe(file, { ...common, bucket, poll: { firstMs: 50 } })
  print('batch', name, { ...transcript, jobName: undefined, format: job.mediaFormat })
  for (const [flow, stream] of [
    ['websocket', streamWebSocket],
    ['http2', streamHttp2],
  ]) {
    const results = []
    for await (const result of stream(await readFile(file), { ...common, pace: 'fast' })) results.push(result)
    const ids = new Map()
    for (const { resultId } of results) if (!ids.has(resultId)) ids.set(resultId, ids.size)
    print(
      flow,
      name,
      results.map((result) => ({ ...result, resultId: ids.get(result.resultId) })),
    )
  }
}

function print(flow, name, heard) {
  console.log(JSON.stringify({ flow, name, heard }))
}
