/** The microphone as a stream takes it: 16-bit PCM at 16 kHz, 100 ms at a time. */
import type { LiveAudio } from './live-audio.ts'
import { createChunker, createResampler, peakOfPcm, toPcm } from './pcm.ts'

const sampleRate = 16_000
/** 100 ms. */
const chunkBytes = (sampleRate / 10) * 2
/** A minute: the service does not take it any more. */
const mostWaiting = 600

/** @throws Error in words for the reader, when there is no microphone or it may not be used */
export const openMicrophone = async (): Promise<LiveAudio> => {
  const stream = await askForMicrophone()
  const context = new AudioContext()
  try {
    await context.audioWorklet.addModule('/microphone-worklet.js')
  } catch (error) {
    for (const track of stream.getTracks()) track.stop()
    await context.close()
    throw error
  }
  const waiting: Uint8Array[] = []
  let wake: () => void = () => undefined
  let ended = false
  let level = 0
  let samples = 0
  /** Blocks may come late, never early: the earliest that any of them tells is the nearest. */
  let spokenAt = Number.POSITIVE_INFINITY

  const source = context.createMediaStreamSource(stream)
  const worklet = new AudioWorkletNode(context, 'microphone', { numberOfOutputs: 1 })
  const mute = new GainNode(context, { gain: 0 })
  source.connect(worklet).connect(mute).connect(context.destination)
  await context.resume()

  const resampler = createResampler(context.sampleRate, sampleRate)
  const chunker = createChunker(chunkBytes)
  worklet.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
    samples += data.length
    spokenAt = Math.min(spokenAt, Date.now() - (1000 * samples) / context.sampleRate)
    for (const chunk of chunker.push(toPcm(resampler.push(data)))) {
      level = peakOfPcm(chunk)
      if (waiting.length < mostWaiting) waiting.push(chunk)
    }
    wake()
  }
  const stop = (): void => {
    if (ended) return
    ended = true
    for (const track of stream.getTracks()) track.stop()
    level = 0
    void context.close()
    wake()
  }
  // The device was unplugged, or the permission taken back.
  for (const track of stream.getTracks()) track.addEventListener('ended', stop)

  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const next = waiting.shift()
      if (next !== undefined) yield next
      else if (ended) break
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    const rest = chunker.rest()
    if (rest.length > 0) yield rest
  }

  return {
    bytes: chunks(),
    encoding: 'pcm',
    sampleRate,
    channels: 1,
    level: () => level,
    spokenAt: () => spokenAt,
    stop,
  }
}

const askForMicrophone = async (): Promise<MediaStream> => {
  // Absent where the page came over plain HTTP from another machine.
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (devices === undefined) {
    throw new Error('The browser gives a microphone to this page only over HTTPS or from localhost.')
  }
  try {
    return await devices.getUserMedia({ audio: { channelCount: 1 } })
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    if (name === 'NotAllowedError') throw new Error('The browser may not use the microphone. Allow it for this page.')
    if (name === 'NotFoundError') throw new Error('There is no microphone. Connect one, or choose a file.')
    throw error
  }
}
