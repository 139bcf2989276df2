/** What the page must know before it can offer anything. No key, and nothing that is worth one. */
import { CLMLanguageCode, LanguageCode as JobLanguageCode } from '@aws-sdk/client-transcribe'
import { LanguageCode as StreamLanguageCode } from '@aws-sdk/client-transcribe-streaming'
import type { Settings } from '../api/api.ts'
import { askEmulator } from './emulator-admin.ts'
import { shown } from './shown.ts'
import type { Target } from './target.ts'

/** AWS: training text of one model, all files together (documented). */
const trainingTextBytes = 2 * 1024 ** 3

interface Health {
  readonly version: string
  readonly engine: string
  readonly auth: string
}

export async function settingsOf(target: Target): Promise<Settings> {
  const { kind, region, uploadBucket, roleArn, limits, samples = [] } = target
  const health = kind === 'emulator' ? await askEmulator<Health>(target, 'health') : undefined
  return shown<Settings>({
    target: kind,
    region,
    uploadBucket,
    roleArn,
    limits: { ...limits, trainingTextBytes: Math.min(trainingTextBytes, limits.uploadBytes) },
    jobLanguages: ordered(JobLanguageCode),
    modelLanguages: ordered(CLMLanguageCode),
    streamLanguages: ordered(StreamLanguageCode),
    emulator: health === undefined ? undefined : { version: health.version, engine: health.engine, auth: health.auth },
    requests: kind === 'emulator',
    samples,
  })
}

const ordered = (codes: Readonly<Record<string, string>>): readonly string[] => {
  const rest = Object.values(codes).filter((code) => code !== 'en-US')
  return ['en-US', ...rest.sort()]
}
