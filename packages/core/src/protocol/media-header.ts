/**
 * What the first bytes of a media file tell: which format it is, how it is encoded, and how its samples are laid out.
 * Reads headers only and never throws: the client uses it to refuse a wrong sample rate before anything is sent, the
 * emulator to choose a decoder. It does not check that the rest of the file is sound.
 */
import { type MediaHeader, textAt } from './media-format.ts'
import { readFlacHeader } from './media-header-flac.ts'
import { readOggHeader } from './media-header-ogg.ts'
import { readWavHeader } from './media-header-wav.ts'

export type { MediaHeader } from './media-format.ts'

/** Enough of nearly every file: chunks and tags come before what is looked for. */
const MEDIA_HEADER_BYTES = 65_536
/** What stands further behind is not looked for: cover art and edit lists take megabytes, not tens of them. */
const MOST_HEADER_BYTES = 8 * 1024 ** 2

/** Whether `readMediaHeader` should be given more of the file than these bytes, if there is more. */
export function needsMoreHeader(bytes: Uint8Array): boolean {
  if (bytes.length < MEDIA_HEADER_BYTES) return true
  return bytes.length < MOST_HEADER_BYTES && readMediaHeader(bytes)?.incomplete === true
}

/**
 * Reads the header of a media file.
 *
 * @param bytes - the file, or as much of its beginning as {@link needsMoreHeader} asks for; less tells less
 * @returns what was found, or undefined when the bytes are none of the formats that Amazon Transcribe takes
 */
export function readMediaHeader(bytes: Uint8Array): MediaHeader | undefined {
  const at = skipId3(bytes)
  return (
    readWavHeader(bytes) ??
    readFlacHeader(bytes, at) ??
    readOggHeader(bytes) ??
    readIsoHeader(bytes) ??
    readAmrHeader(bytes) ??
    readWebmHeader(bytes) ??
    readMp3Header(bytes, at)
  )
}

/** ID3v2 stands before MP3 and sometimes before FLAC; its length has 7 bits in each of four bytes. */
function skipId3(bytes: Uint8Array): number {
  if (textAt(bytes, 0, 3) !== 'ID3' || bytes.length < 10) return 0
  const length = bytes.subarray(6, 10).reduce((sum, byte) => (sum << 7) | (byte & 0x7f), 0)
  return 10 + length
}

function readIsoHeader(bytes: Uint8Array): MediaHeader | undefined {
  if (textAt(bytes, 4, 4) !== 'ftyp') return undefined
  const brand = textAt(bytes, 8, 4)
  return { format: brand === 'M4A ' || brand === 'M4B ' ? 'm4a' : 'mp4', encoding: 'other' }
}

// RFC 4867 §5
function readAmrHeader(bytes: Uint8Array): MediaHeader | undefined {
  if (textAt(bytes, 0, 6) === '#!AMR\n') return { format: 'amr', encoding: 'amr-nb', sampleRate: 8000, channels: 1 }
  if (textAt(bytes, 0, 9) === '#!AMR-WB\n')
    return { format: 'amr', encoding: 'amr-wb', sampleRate: 16_000, channels: 1 }
  return undefined
}

/** EBML with DocType `webm`; Matroska in general is not on AWS's list. */
function readWebmHeader(bytes: Uint8Array): MediaHeader | undefined {
  if (textAt(bytes, 0, 4) !== '\x1a\x45\xdf\xa3') return undefined
  return textAt(bytes, 0, 64).includes('\x42\x82\x84webm') ? { format: 'webm', encoding: 'other' } : undefined
}

const mpegRates = [44_100, 48_000, 32_000] as const

function readMp3Header(bytes: Uint8Array, at: number): MediaHeader | undefined {
  const tagged = at > 0
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4)
  const sync = first === 0xff && (second & 0xe6) === 0xe2 // eleven bits of sync, layer III
  const version = (second >> 3) & 3
  const rate = mpegRates[(third >> 2) & 3]
  if (sync && version !== 1 && rate !== undefined && third >> 4 !== 15) {
    const divisor = version === 3 ? 1 : version === 2 ? 2 : 4
    return { format: 'mp3', encoding: 'mp3', sampleRate: rate / divisor, channels: fourth >> 6 === 3 ? 1 : 2 }
  }
  // Behind a tag that goes on beyond these bytes stands MP3, most often, or FLAC.
  return tagged ? { format: 'mp3', encoding: 'mp3', ...(at + 4 > bytes.length && { incomplete: true }) } : undefined
}
