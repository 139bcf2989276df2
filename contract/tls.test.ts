import { tlsSuite } from './suites/tls.ts'
import { emulators } from './targets.ts'

for (const emulator of emulators) tlsSuite(emulator)
