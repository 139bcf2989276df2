import { timeAndLimitsSuite } from './suites/time-and-limits.ts'
import { emulators } from './targets.ts'

for (const emulator of emulators) timeAndLimitsSuite(emulator)
