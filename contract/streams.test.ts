import { streamsSuite } from './suites/streams.ts'
import { targets } from './targets.ts'

for (const target of targets) streamsSuite(target)
