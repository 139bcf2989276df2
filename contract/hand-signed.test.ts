import { handSignedSuite } from './suites/hand-signed.ts'
import { emulators } from './targets.ts'

for (const emulator of emulators) handSignedSuite(emulator)
