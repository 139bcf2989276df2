import { killedSuite } from './suites/killed.ts'
import { emulators, nodeProcess } from './targets.ts'

if (emulators.includes(nodeProcess)) killedSuite(nodeProcess)
