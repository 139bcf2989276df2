import { signaturesSuite } from './suites/signatures.ts'
import { emulators } from './targets.ts'

for (const emulator of emulators) signaturesSuite(emulator)
