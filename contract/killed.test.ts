import { killedSuite } from './suites/killed.ts'
import { nodeProcess } from './targets.ts'

killedSuite(nodeProcess)
