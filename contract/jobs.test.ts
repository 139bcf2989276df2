import { jobsSuite } from './suites/jobs.ts'
import { targets } from './targets.ts'

for (const target of targets) jobsSuite(target)
