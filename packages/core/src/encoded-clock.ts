/**
 * Where in time the bytes of encoded audio stand: FLAC frames and Ogg pages say it in their headers. In: the bytes, in order. Out: time by
 * offset and offset by time, evenly between two headers, by the average behind the last one. Decodes nothing. Portable.
 */
import { joinBytes } from './audio-source.ts'
import { FLAC_FRAME_HEADER_BYTES, readFlacFrameHeader } from './protocol/flac-frame-header.ts'

export interface EncodedClock {
  /** Looks at the next bytes. */
  push(bytes: Uint8Array): void
  /** Milliseconds of sound before the byte at this offset. */
  millisecondsAt(offset: number): number
  /** The offset at which this much sound has gone by, or may have; undefined before there is any. */
  offsetAt(milliseconds: number): number | undefined
  /** What stands before this offset will not be asked for again. */
  forget(offset: number): void
}

/** A header at an offset, and the sound before it. */
interface Mark {
  readonly offset: number
  readonly milliseconds: number
}

/** What begins there: how long it sounds, and its length where its header tells; `more` when the header is not all there. */
type ReadHeader = (bytes: Uint8Array, at: number) => Sound | 'more' | undefined

interface Sound {
  readonly milliseconds: number
  readonly bytes?: number
}

/** Of an encoding that is neither, nothing is ever told. */
export const createEncodedClock = (mediaEncoding: string, sampleRate: number): EncodedClock => {
  const readHeader: ReadHeader =
    mediaEncoding === 'flac' ? flacFrame(sampleRate) : mediaEncoding === 'ogg-opus' ? oggPage() : () => undefined
  // Before the first frame has ended: half of 16-bit PCM.
  const guess = sampleRate / 1000
  let unread: Uint8Array = new Uint8Array(0)
  let unreadAt = 0
  let marks: Mark[] = []
  let last: Mark | undefined
  /** Where sound begins: tags and pictures before it take no time. */
  let soundAt = 0
  /** All that the headers have told of, also when the end of the last frame has not been seen. */
  let elapsed = 0

  const put = (offset: number): void => {
    if (last?.offset === offset) return
    last = { offset, milliseconds: elapsed }
    marks.push(last)
    if (elapsed === 0) soundAt = offset
  }
  const bytesPerMillisecond = ({ offset, milliseconds }: Mark): number =>
    milliseconds > 0 ? (offset - soundAt) / milliseconds : guess

  return {
    push: (bytes) => {
      unread = joinBytes([unread, bytes])
      let at = 0
      for (; at < unread.length; at++) {
        const sound = readHeader(unread, at)
        if (sound === 'more') break
        if (sound === undefined) continue
        put(unreadAt + at)
        elapsed += sound.milliseconds
        if (sound.bytes !== undefined) put(unreadAt + at + sound.bytes)
      }
      unread = unread.subarray(at)
      unreadAt += at
    },
    millisecondsAt: (offset) => {
      const next = marks.findIndex((mark) => mark.offset > offset)
      const before = marks.at(next < 0 ? -1 : next - 1)
      const after = marks[next]
      if (before === undefined || next === 0) return 0
      if (after !== undefined) {
        const share = (offset - before.offset) / (after.offset - before.offset)
        return before.milliseconds + share * (after.milliseconds - before.milliseconds)
      }
      // Silence is short and speech long: what has been silence tells little of the frame that follows, but that it ends.
      return Math.min(before.milliseconds + (offset - before.offset) / bytesPerMillisecond(before), elapsed)
    },
    offsetAt: (milliseconds) => {
      const next = marks.findIndex((mark) => mark.milliseconds > milliseconds)
      const before = marks.at(next < 0 ? -1 : next - 1)
      const after = marks[next]
      if (before === undefined || next === 0) return undefined
      if (after === undefined) return before.offset + (milliseconds - before.milliseconds) * bytesPerMillisecond(before)
      const share = (milliseconds - before.milliseconds) / (after.milliseconds - before.milliseconds)
      return before.offset + share * (after.offset - before.offset)
    },
    forget: (offset) => {
      const next = marks.findIndex((mark) => mark.offset > offset)
      marks = marks.slice(next < 0 ? -1 : Math.max(0, next - 1))
    },
  }
}

const flacFrame =
  (sampleRate: number): ReadHeader =>
  (bytes, at) => {
    if (at + FLAC_FRAME_HEADER_BYTES > bytes.length) return 'more'
    const header = bytes[at] === 0xff ? readFlacFrameHeader(bytes, at) : undefined
    return header === undefined ? undefined : { milliseconds: (header.blockSize / sampleRate) * 1000 }
  }

const oggHeaderBytes = 27

/** The granule position counts the samples at 48 kHz until the end of the page (RFC 7845 §4); -1 says that no packet ends on it. */
const oggPage = (): ReadHeader => {
  let granule = 0
  return (bytes, at) => {
    if (bytes[at] !== 0x4f) return undefined
    const segments = at + oggHeaderBytes + (bytes[at + oggHeaderBytes - 1] ?? 0)
    if (at + oggHeaderBytes > bytes.length || segments > bytes.length) return 'more'
    if (bytes[at + 1] !== 0x67 || bytes[at + 2] !== 0x67 || bytes[at + 3] !== 0x53) return undefined
    const end = Number(new DataView(bytes.buffer, bytes.byteOffset + at + 6, 8).getBigInt64(0, true))
    const milliseconds = (end - granule) / 48
    if (end >= 0) granule = end
    const length = bytes.subarray(at + oggHeaderBytes, segments).reduce((sum, size) => sum + size, segments - at)
    // A recording that begins in the middle, or another chained behind, jumps; no page is longer than 255 packets of 120 ms.
    return { milliseconds: milliseconds > 0 && milliseconds <= 30_600 ? milliseconds : 0, bytes: length }
  }
}
