/** The files of a job, as whoever is given their URI fetches them, and until when. */

import { GetTranscriptionJobCommand } from '@aws-sdk/client-transcribe'
import type { Transcript } from '@scribelite/core/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, fetchJson, openBench } from '../batch.ts'
import { recording } from '../recordings.ts'
import type { EmulatorFactory, EmulatorTarget } from '../targets.ts'

export function transcriptFilesSuite(factory: EmulatorFactory): void {
  describe(`transcript files, ${factory.name}`, () => {
    let target: EmulatorTarget
    let bench: Bench
    let jobName: string
    beforeAll(async () => {
      target = await factory.open()
      bench = openBench(target)
      const media = await bench.put('library.flac', (await recording('general/library.flac')).bytes)
      jobName = (await bench.run({ media })).TranscriptionJobName ?? ''
    })
    afterAll(async () => {
      bench.close()
      await target.close()
    })
    const uriNow = async (): Promise<string> => {
      const { TranscriptionJob } = await bench.transcribe.send(
        new GetTranscriptionJobCommand({ TranscriptionJobName: jobName }),
      )
      return TranscriptionJob?.Transcript?.TranscriptFileUri ?? ''
    }

    test('the URI is made afresh, answers a plain GET for 15 minutes, and is refused from then on', async () => {
      const uri = await uriNow()
      expect(((await fetchJson(uri)) as Transcript).status).toBe('COMPLETED')
      // The date of a URI has whole seconds, and the clock runs on meanwhile.
      await target.control.advance(880)
      expect(((await fetchJson(uri)) as Transcript).status).toBe('COMPLETED')
      await target.control.advance(21)
      const late = await fetch(uri)
      expect(late.status).toBe(403)
      expect(await late.text()).toMatch(/<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/)
    })

    test('a URI that was changed is refused', async () => {
      const client = await uriNow()
      const url = new URL(client)
      url.pathname = url.pathname.replace('asrOutput.json', 'other.json')
      expect((await fetch(url)).status).toBe(403)
      url.search = ''
      expect((await fetch(url)).status).toBe(403)
    })
  })
}
