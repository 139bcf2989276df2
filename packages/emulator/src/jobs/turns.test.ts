import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

const { signal } = new AbortController()

test('no more works than places run at once, in the order in which they asked', async () => {
  const turns = createTurns(2)
  const order: number[] = []
  let running = 0
  let most = 0
  await Promise.all(
    [...Array(9).keys()].map(async (n) => {
      const done = await turns.take(signal)
      order.push(n)
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      done()
    }),
  )
  expect(most).toBe(2)
  expect(order).toEqual([...Array(9).keys()])
})

test('who stops waiting takes no place, and a place is given back only once', async () => {
  const turns = createTurns(1)
  const done = await turns.take(signal)
  const controller = new AbortController()
  const waiting = turns.take(controller.signal)
  controller.abort(new Error('closing'))
  await expect(waiting).rejects.toThrow('closing')
  done()
  done()
  const first = await turns.take(signal)
  let second = false
  const other = turns.take(signal).then((give) => {
    second = true
    return give
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(second).toBe(false)
  first()
  await other
  expect(second).toBe(true)
})
