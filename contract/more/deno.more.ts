/** Every suite once more, against the sources served by Deno. */
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
