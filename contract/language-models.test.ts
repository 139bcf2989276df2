import { languageModelsSuite } from './suites/language-models.ts'
import { targets } from './targets.ts'

for (const target of targets) languageModelsSuite(target)
