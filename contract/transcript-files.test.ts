import { transcriptFilesSuite } from './suites/transcript-files.ts'
import { emulators } from './targets.ts'

for (const emulator of emulators) transcriptFilesSuite(emulator)
