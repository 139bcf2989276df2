/** Ogg: the first packet of the first page names the codec (RFC 3533; Opus in RFC 7845 §5.1, FLAC in RFC 9639 §10.1). */
import { type MediaHeader, textAt } from './media-format.ts'
import { readStreamInfo } from './media-header-flac.ts'

export function readOggHeader(bytes: Uint8Array): MediaHeader | undefined {
  if (textAt(bytes, 0, 4) !== 'OggS') return undefined
  const packet = bytes.subarray(27 + (bytes[26] ?? 0))
  return { format: 'ogg', ...readOggIdentification(packet) }
}

/** @param packet - the first packet of an Ogg stream, or what there is of it */
export function readOggIdentification(packet: Uint8Array): Omit<MediaHeader, 'format'> {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  if (textAt(packet, 0, 8) === 'OpusHead' && packet.length >= 19) {
    const inputRate = view.getUint32(12, true) // 0: the encoder did not say
    return {
      encoding: 'ogg-opus',
      channels: packet[9] ?? 0,
      preSkip: view.getUint16(10, true),
      sampleRate: inputRate === 0 ? 48_000 : inputRate,
    }
  }
  // 0x7F FLAC, version, count of header packets, fLaC, block header, STREAMINFO
  if (textAt(packet, 0, 5) === '\x7fFLAC' && textAt(packet, 9, 4) === 'fLaC') {
    return { encoding: 'ogg-flac', ...readStreamInfo(packet.subarray(17)) }
  }
  if (textAt(packet, 0, 7) === '\x01vorbis' && packet.length >= 16) {
    return { encoding: 'vorbis', channels: packet[11] ?? 0, sampleRate: view.getUint32(12, true) }
  }
  return { encoding: 'other' }
}
