/** What the tests of both transports do alike: a second of audio, results as texts, and time that passes. */
import { setTimeout as pause } from 'node:timers/promises'
import type { StreamResult } from '../src/stream-results.ts'
import type { ManualTiming } from './manual-timing.ts'

/** 16 kHz mono, one second. */
export const second: Uint8Array = new Uint8Array(32_000).fill(3)

/** The texts in their order, partial ones with an ellipsis. */
export const collect = async (results: AsyncIterable<StreamResult>): Promise<string[]> => {
  const texts: string[] = []
  for await (const { transcript, isPartial } of results) texts.push(isPartial ? `${transcript}…` : transcript)
  return texts
}

/** A little of the clock's time, and a little of the network's, which keeps its own. */
export const tick = async (timing: ManualTiming, milliseconds: number): Promise<void> => {
  await timing.advance(milliseconds)
  await pause(2)
}
