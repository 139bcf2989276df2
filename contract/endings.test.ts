import { endingsSuite } from './suites/endings.ts'
import { emulators } from './targets.ts'

for (const emulator of emulators) endingsSuite(emulator)
