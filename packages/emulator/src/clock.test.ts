import { expect, test, vi } from 'vitest'
import { createClock } from './clock.ts'

test('a frozen clock stands still until it is advanced', async () => {
  const clock = createClock({ at: 1000 })
  const fired = vi.fn()
  clock.after(10, fired)
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(fired).not.toHaveBeenCalled()
  expect(clock.now()).toBe(1000)
  await clock.advance(10)
  expect(fired).toHaveBeenCalledOnce()
  expect(clock.now()).toBe(1010)
})

test('advancing fires everything due on the way in order, also what was set off on the way', async () => {
  const clock = createClock({ at: 0 })
  const seen: [string, number][] = []
  clock.after(300, () => seen.push(['c', clock.now()]))
  clock.after(100, () => seen.push(['a', clock.now()]))
  clock.after(100, () => seen.push(['a2', clock.now()]))
  const chain = (async () => {
    await clock.sleep(50)
    seen.push(['first', clock.now()])
    await clock.sleep(150)
    seen.push(['b', clock.now()])
  })()
  await clock.advance(1000)
  await chain
  expect(seen).toEqual([
    ['first', 50],
    ['a', 100],
    ['a2', 100],
    ['b', 200],
    ['c', 300],
  ])
  expect(clock.now()).toBe(1000)
})

test('two advances at once move time by their sum', async () => {
  const clock = createClock({ at: 0 })
  await Promise.all([clock.advance(5), clock.advance(7)])
  expect(clock.now()).toBe(12)
})

test('time that is let go while it is being moved runs from where it was moved to', async () => {
  const clock = createClock({ at: 0 })
  const fired = vi.fn()
  clock.after(100, () => clock.resume())
  clock.after(200, fired)
  await clock.advance(1000)
  expect(fired).toHaveBeenCalledOnce()
  expect(clock.frozen).toBe(false)
  expect(clock.now()).toBeGreaterThanOrEqual(1000)
  expect(clock.now()).toBeLessThan(60_000)
  clock.close()
})

test('a cancelled or aborted wait never fires', async () => {
  const clock = createClock({ at: 0 })
  const fired = vi.fn()
  clock.after(5, fired)()
  const controller = new AbortController()
  const sleeping = clock.sleep(5, controller.signal)
  controller.abort(new Error('gone'))
  await expect(sleeping).rejects.toThrow('gone')
  await expect(clock.sleep(5, controller.signal)).rejects.toThrow('gone')
  await clock.advance(10)
  expect(fired).not.toHaveBeenCalled()
})

test('a running clock follows the machine, can be moved, frozen and let go again', async () => {
  const clock = createClock()
  const [earlier, told, later] = [Date.now(), clock.now(), Date.now()]
  expect(told).toBeGreaterThanOrEqual(earlier)
  expect(told).toBeLessThanOrEqual(later)
  await clock.sleep(5)
  await clock.advance(3_600_000)
  expect(clock.frozen).toBe(false)
  expect(clock.now() - Date.now()).toBeGreaterThan(3_599_000)
  clock.freeze(77)
  expect(clock.frozen).toBe(true)
  expect(clock.now()).toBe(77)
  clock.resume()
  const before = clock.now()
  await clock.sleep(10)
  expect(clock.now() - before).toBeGreaterThanOrEqual(9)
  clock.close()
})
