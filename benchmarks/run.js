/** Prints one table: what was measured in this run, against what, and the ratio. `npm run bench` */
import { cpus } from 'node:os'
import { jsonRequests } from './json-requests.js'
import { memory } from './memory.js'
import { readyTime } from './ready-time.js'
import { streamFrames } from './stream-frames.js'

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}\n`)
console.log('| what | measured | against | ratio | aim | holds |')
console.log('| --- | --- | --- | --- | --- | --- |')
for (const benchmark of [readyTime, jsonRequests, streamFrames, memory]) {
  const row = await benchmark()
  console.log(
    row.skipped === undefined
      ? `| ${row.what} | ${row.measured} | ${row.against} | ${row.ratio.toFixed(2)} | ${row.aim} | ${row.holds ? 'yes' : 'NO'} |`
      : `| ${row.what} | not measured: ${row.skipped} | | | | |`,
  )
}
