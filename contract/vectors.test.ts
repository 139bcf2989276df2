import { vectorsSuite } from './suites/vectors.ts'
import { emulators } from './targets.ts'

for (const emulator of emulators) vectorsSuite(emulator)
