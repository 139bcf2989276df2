import { expect, test } from 'vitest'
import type { FrameView } from '../../api/frame-view.ts'
import { createFrameLog } from './frame-log.ts'

const frame = (direction: FrameView['direction'], bytes = 100): FrameView => ({
  direction,
  at: 0,
  bytes,
  headers: [],
  message: 'AudioEvent',
  kind: 'event',
  payloadBytes: bytes,
})

const createLog = (most: number) => {
  const runs: (() => void)[] = []
  const log = createFrameLog(most, (run) => runs.push(run))
  return { log, runs, tell: () => runs.splice(0).map((run) => run()) }
}

test('the newest frames are kept, all are counted', () => {
  const { log, tell } = createLog(3)
  for (let at = 0; at < 10; at++) log.add([frame('sent', 10), frame('received', 1)])
  tell()
  expect(log.snapshot().frames.map(({ number }) => number)).toEqual([18, 19, 20])
  expect(log.snapshot().counts).toEqual({ sent: 10, received: 10, sentBytes: 100, receivedBytes: 10 })
})

test('many frames are told of once, and the snapshot stays the same object in between', () => {
  const { log, runs, tell } = createLog(3)
  let told = 0
  log.subscribe(() => {
    told++
  })
  const before = log.snapshot()
  log.add([frame('sent')])
  log.add([frame('sent')])
  expect(log.snapshot()).toBe(before)
  expect(runs.length).toBe(1)
  tell()
  expect(told).toBe(1)
  expect(log.snapshot().frames.length).toBe(2)
})

test('frames that the server left out keep their numbers', () => {
  const { log, tell } = createLog(5)
  log.add([frame('sent')])
  log.add([frame('sent')], 7)
  tell()
  expect(log.snapshot().frames.map(({ number }) => number)).toEqual([1, 9])
})

test('a new stream begins with nothing', () => {
  const { log, tell } = createLog(5)
  log.add([frame('sent')])
  tell()
  log.clear()
  expect(log.snapshot().frames).toEqual([])
  log.add([frame('received')])
  tell()
  expect(log.snapshot().frames[0]?.number).toBe(1)
})
