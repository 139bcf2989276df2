/** The first message of a live stream, checked member by member. */
import type { StreamParameters } from '@scribelite/core'
import type { StreamStart } from '../api/stream.ts'
import { type Members, membersOf, oneOf, optionalFlag, optionalNumber, optionalText, text } from './members.ts'
import { Refusal } from './refusal.ts'

const mostBytes = 16 * 1024

export function readStreamMessage(data: Uint8Array, isBinary: boolean): Members {
  if (isBinary) throw new Refusal(400, 'bad-call', 'Audio came before the start.')
  if (data.length > mostBytes) throw new Refusal(413, 'too-big', `A message is longer than ${mostBytes} bytes.`)
  try {
    return membersOf(JSON.parse(new TextDecoder().decode(data)), 'A message')
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(400, 'bad-call', 'A message is not JSON.')
  }
}

export function readStart(members: Members): StreamStart {
  if (members.type !== 'start') throw new Refusal(400, 'bad-call', 'The first message of a stream starts it.')
  const languageModelName = optionalText(members, 'languageModelName')
  const sampleRate = optionalNumber(members, 'sampleRate')
  const mediaEncoding = oneOf(members, 'mediaEncoding', ['pcm', 'flac', 'ogg-opus'])
  const sessionId = optionalText(members, 'sessionId')
  const pace = oneOf(members, 'pace', ['realtime', 'fast'])
  return {
    type: 'start',
    languageCode: text(members, 'languageCode'),
    ...(languageModelName === undefined ? {} : { languageModelName }),
    ...(sampleRate === undefined ? {} : { sampleRate }),
    ...(mediaEncoding === undefined ? {} : { mediaEncoding }),
    ...(sessionId === undefined ? {} : { sessionId }),
    ...(pace === undefined ? {} : { pace }),
    parameters: members.parameters === undefined ? {} : parametersOf(membersOf(members.parameters, 'parameters')),
    frames: optionalFlag(members, 'frames') ?? false,
  }
}

/** Which names and values there are is the service's to say; here only that they are plain values. */
export function parametersOf(members: Members): Partial<StreamParameters> {
  for (const [name, value] of Object.entries(members)) {
    const plain = typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string'
    if (!plain || !/^[A-Za-z]{1,64}$/.test(name) || String(value).length > 1000) {
      throw new Refusal(400, 'bad-call', `The parameter ${name.slice(0, 64)} is neither text, number, true nor false.`)
    }
  }
  return members as Partial<StreamParameters>
}
