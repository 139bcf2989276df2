/** What a stream is asked for, as it stands in the form, and as parameters. */
import type { StreamSettings } from '@scribelite/core/websocket'
import type { PresignMistake } from '../../api/api.ts'

export interface LiveSettings {
  readonly source: 'microphone' | 'file'
  readonly transport: 'websocket' | 'http2'
  readonly languageCode: string
  /** Empty: the general model. */
  readonly languageModelName: string
  readonly stability: 'off' | 'low' | 'medium' | 'high'
  readonly channelIdentification: boolean
  /** A file faster than it was spoken. */
  readonly fast: boolean
  /** Empty: one is made up. */
  readonly sessionId: string
  readonly mistake: PresignMistake | 'none'
}

export const firstLiveSettings: LiveSettings = {
  source: 'microphone',
  transport: 'websocket',
  languageCode: 'en-US',
  languageModelName: '',
  stability: 'off',
  channelIdentification: false,
  fast: false,
  sessionId: '',
  mistake: 'none',
}

/** The parameters that are not the audio's own. */
export const streamParametersOf = (settings: LiveSettings, channels: number): StreamSettings => ({
  ...(settings.stability === 'off'
    ? {}
    : { EnablePartialResultsStabilization: true, PartialResultsStability: settings.stability }),
  ...(channels === 2 ? { EnableChannelIdentification: true, NumberOfChannels: 2 } : {}),
})

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const sessionIdFault = (sessionId: string): string | undefined =>
  sessionId === '' || uuid.test(sessionId) ? undefined : 'A session id is a UUID: 8-4-4-4-12 hexadecimal digits.'
