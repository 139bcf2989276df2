/** Every suite once more, against the sources served by Deno. */
import { expect, test } from 'vitest'
import { openHttp2, sendSigned } from '../hand-signed.ts'
import { chunksOf, recording } from '../recordings.ts'
import { finalText } from '../spoken.ts'
import { endingsSuite } from '../suites/endings.ts'
import { handSignedSuite } from '../suites/hand-signed.ts'
import { jobsSuite } from '../suites/jobs.ts'
import { killedSuite } from '../suites/killed.ts'
import { languageModelsSuite } from '../suites/language-models.ts'
import { signaturesSuite } from '../suites/signatures.ts'
import { streamsSuite } from '../suites/streams.ts'
import { timeAndLimitsSuite } from '../suites/time-and-limits.ts'
import { tlsSuite } from '../suites/tls.ts'
import { transcriptFilesSuite } from '../suites/transcript-files.ts'
import { vectorsSuite } from '../suites/vectors.ts'
import { denoProcess } from '../targets.ts'

jobsSuite(denoProcess)
languageModelsSuite(denoProcess)
streamsSuite(denoProcess)
endingsSuite(denoProcess)
timeAndLimitsSuite(denoProcess)
handSignedSuite(denoProcess)
signaturesSuite(denoProcess)
vectorsSuite(denoProcess)
transcriptFilesSuite(denoProcess)
tlsSuite(denoProcess)
killedSuite(denoProcess)

test('the GOAWAY with which each client leaves does not take the Deno process down', async () => {
  const target = await denoProcess.open()
  const chunks = chunksOf(await recording('kubernetes/replica-set.wav'))
  for (let client = 0; client < 3; client++) {
    const stream = await openHttp2(target)
    sendSigned(stream, chunks)
    stream.end()
    expect(finalText(await stream.all())).toBeDefined()
  }
  expect(await target.process.stop()).toBe(0)
})
