// The README's blocks that need the AWS CLI or boto3, after those that start the emulator and train the model.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOf, holds, openReadmeSession, type ReadmeSession } from '../../test/readme-blocks.ts'
import { root } from '../../test/source-files.ts'

const blocks = blocksOf(readFileSync(join(root, 'README.md'), 'utf8'))
const last = blocks.findLastIndex(({ runner }) => runner === 'aws' || runner === 'python')

describe('the README, typed with the AWS CLI and boto3', () => {
  let session: ReadmeSession
  beforeAll(async () => {
    session = await openReadmeSession()
  })
  afterAll(() => session.close())

  for (const block of blocks.slice(0, last + 1)) {
    if (block.runner !== 'shell' && block.runner !== 'aws' && block.runner !== 'python') continue
    it(`runs ${block.name}`, async () => {
      const stdout = await session.run(block)
      if (block.shows !== undefined) expect(holds(stdout, session.shown(block.shows)), stdout).toBe(true)
      if (block.runner === 'aws') expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\S+X-Amz-Signature=\w+$/m)
      if (block.runner === 'python') expect(stdout).toContain('"transcript":"Kubernetes evicted the pod because')
    })
  }
})
