import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readArpa } from './arpa.ts'
import { type LanguageModelArtifact, TrainingError, type TrainingText } from './artifact.ts'
import { logProbability } from './n-gram-model.ts'
import { readLanguageModel } from './read-language-model.ts'
import { awsTrainingLimits, type TrainingLimits, trainLanguageModel } from './train-language-model.ts'

const handbook = fixture('training/kubernetes/handbook.txt')
const tuning = fixture('tuning/kubernetes/tuning.txt')

test('a model of domain text predicts that domain far better than the base', async () => {
  const { manifest } = await train({ training: [handbook], tuning: [tuning] })
  expect(manifest).toMatchObject({ languageCode: 'en-US', baseModelName: 'WideBand', words: 1044, vocabulary: 394 })
  expect(manifest.newWords).toBeGreaterThan(25)
  expect(manifest.newWords).toBeLessThan(60)
  expect(manifest.lambda).toBeGreaterThan(0)
  expect(manifest.lambda).toBeLessThanOrEqual(0.5)
  expect(manifest.perplexityAfter).toBeLessThan(manifest.perplexityBefore / 10)
})

test('tuning text of another domain lowers the weight of the model', async () => {
  const { manifest } = await train({ training: [handbook], tuning: ['You know, I love it when he sings to her.'] })
  expect(manifest.lambda).toBe(0.05)
})

test('without tuning text the gain is measured on sentences set aside, which are part of the model all the same', async () => {
  const model = await train({ training: [handbook] })
  expect(model.manifest.lambda).toBe(0.3)
  expect(model.manifest.perplexityAfter).toBeLessThan(model.manifest.perplexityBefore / 5)
  const tenth = handbook.split('\n')[9]
  expect(tenth).toContain('terminates the certificate')
  expect(model.logProbability(['controller'], 'terminates')).toBeGreaterThan(-1)
})

test('the ARPA file is a probability: after any words, those that may follow sum to one', async () => {
  const { files } = await train({ training: [handbook] })
  const arpa = readArpa(files().get('model.arpa') ?? '')
  const words = arpa.words.filter((word) => word !== '<s>')
  for (const context of [
    [],
    ['the'],
    ['<s>'],
    ['</s>'],
    ['the', 'pod'],
    ['<s>', 'istio'],
    ['never', 'seen'],
    ['kubelet', 'kafka'],
  ]) {
    const total = words.reduce((sum, word) => sum + 10 ** (logProbability(arpa, context, word) ?? -99), 0)
    expect(total, context.join(' ')).toBeCloseTo(1, 2)
  }
})

test('words seen together are likelier than words apart, and unknown words have no probability', async () => {
  const model = await train({ training: [handbook] })
  const after = (context: string[], word: string): number => model.logProbability(context, word) ?? Number.NaN
  expect(after(['availability'], 'zone')).toBeGreaterThan(after([], 'zone') + 1)
  expect(after(['the', 'load'], 'balancer')).toBeGreaterThan(after(['pod'], 'balancer') + 1)
  expect(model.logProbability([], 'metformin')).toBeUndefined()
  expect(model.logProbability(['metformin', 'metformin'], 'pod')).toBe(model.logProbability([], 'pod'))
})

test('the files restore the model, and training again makes the same files', async () => {
  const model = await train({ training: [handbook], tuning: [tuning] })
  const restored = readLanguageModel(model.files())
  expect(restored.manifest).toEqual(model.manifest)
  expect(restored.lexicon).toEqual(model.lexicon)
  expect(restored.logProbability(['the', 'replica'], 'set')).toBe(model.logProbability(['the', 'replica'], 'set'))
  expect([...restored.files()]).toEqual([...model.files()])
  expect([...(await train({ training: [handbook], tuning: [tuning] })).files()]).toEqual([...model.files()])
})

test('the files are these to the last digit, on every version of Node that runs the tests', async () => {
  const training = ['Istio adds a sidecar.\nThe sidecar of Istio adds latency.']
  const files = (await train({ training, tuning: ['Istio has a sidecar.'] })).files()
  expect(files.get('model.arpa')).toBe(`\
\\data\\
ngram 1=10
ngram 2=11
ngram 3=10

\\1-grams:
-99.0000\t<s>\t-0.3010
-0.8403\t</s>\t0.0000
-1.3522\t<unk>\t0.0000
-0.8403\tistio\t-0.4771
-0.8403\tadds\t-0.3010
-1.0248\ta\t-0.3010
-0.8403\tsidecar\t-0.3010
-1.0248\tthe\t-0.3010
-1.0248\tof\t-0.3010
-1.0248\tlatency\t-0.3010

\\2-grams:
-0.4918\t<s> istio\t-0.3010
-0.5269\t<s> the\t-0.3010
-0.1458\tistio adds\t-0.3010
-0.5269\tadds a\t-0.3010
-0.5269\tadds latency\t-0.3010
-0.2424\ta sidecar\t-0.3010
-0.4918\tsidecar </s>\t0.0000
-0.5269\tsidecar of\t-0.3010
-0.2424\tthe sidecar\t-0.3010
-0.2424\tof istio\t-0.3010
-0.2424\tlatency </s>\t0.0000

\\3-grams:
-0.0668\t<s> istio adds
-0.1045\t<s> the sidecar
-0.3995\tistio adds a
-0.3995\tistio adds latency
-0.1045\tadds a sidecar
-0.1045\tadds latency </s>
-0.1797\ta sidecar </s>
-0.1045\tsidecar of istio
-0.1880\tthe sidecar of
-0.0668\tof istio adds

\\end\\
`)
  expect(files.get('lexicon.txt')?.split('\n').slice(0, 4)).toEqual([
    'istio\tIstio\tg2p\t2\tIH S T IY OW\tIY S T IY OW',
    'adds\tadds\tdictionary\t2\tAE D Z',
    'a\ta\tdictionary\t1\tAH\tEY',
    'sidecar\tsidecar\tg2p\t2\tS AY D AH K AA R\tS IH D AH K AA R',
  ])
  expect(JSON.parse(files.get('manifest.json') ?? '')).toMatchObject({
    lambda: 0.5,
    perplexityBefore: 44_668.36,
    perplexityAfter: 28.26,
  })
})

test.each([
  ['model.arpa', (text: string) => text.replace('\\end\\', ''), 'got the end of the file'],
  ['model.arpa', (text: string) => text.replace(/-\d\.\d+\tkubelet/, 'x\tkubelet'), 'an n-gram of order 1 expected'],
  ['lexicon.txt', (text: string) => text.replace('K UW B EH L AH T', 'K UE B'), 'is not a phone'],
  ['lexicon.txt', (text: string) => `${text}pod\n`, 'is no entry'],
  ['manifest.json', () => '{', 'is not JSON'],
  ['manifest.json', () => '{}', 'lacks members'],
])('a broken %s is refused', async (name, breakIt, reason) => {
  const files = new Map((await train({ training: [handbook] })).files())
  files.set(name, breakIt(files.get(name) ?? ''))
  expect(() => readLanguageModel(files)).toThrow(reason)
  files.delete(name)
  expect(() => readLanguageModel(files)).toThrow(`lacks its file ${name}`)
})

test('a word is displayed as the text writes it inside sentences; only at their start tells nothing', async () => {
  const { lexicon } = await train({
    training: [
      'Istio is a mesh. We use Istio.\nPods restart.\nGitHub is down!\nSTOP THE MESH\nThe eBPF probe, the mesh',
    ],
  })
  const display = (word: string): string | undefined => lexicon.get(word)?.display
  expect(['istio', 'pods', 'github', 'mesh', 'ebpf', 'stop'].map(display)).toEqual([
    'Istio',
    'pods',
    'GitHub',
    'mesh',
    'eBPF',
    'stop',
  ])
  expect(lexicon.get('mesh')).toMatchObject({ source: 'dictionary', pronunciations: ['M EH SH'], count: 3 })
  expect(lexicon.get('istio')).toMatchObject({ source: 'g2p', count: 2 })
})

test.each([
  ['not UTF-8', [new Uint8Array([0x63, 0x61, 0x66, 0xe9])], "isn't valid UTF-8"],
  ['UTF-16', [new Uint8Array([0xff, 0xfe, 0x61, 0x00])], "isn't valid UTF-8"],
  ['HTML', ['fine\n<p class="x">text</p>'], 'contains markup ("<p class="x">") in line 2'],
  ['XML', ['<?xml version="1.0"?>'], 'contains markup'],
  ['binary', ['a\nb\u0000c'], 'contains the control character U+0000 in line 2'],
  ['empty', ['', ' \n\t… !\n'], 'contains no words'],
])('%s training data fails the training, and the reason names the file', async (_, training, reason) => {
  const failure = train({ training })
  await expect(failure).rejects.toBeInstanceOf(TrainingError)
  await expect(failure).rejects.toThrow(reason)
  if (reason !== 'contains no words') await expect(failure).rejects.toThrow('s3://bucket/training/0.txt')
})

test('no object at all, and tuning data without a word, fail the training', async () => {
  await expect(train({ training: [] })).rejects.toThrow(TrainingError)
  await expect(train({ training: [handbook], tuning: ['…'] })).rejects.toThrow('The tuning data contains no words')
})

test('more data than AWS takes fails the training at the file that is too much, training and tuning apart', async () => {
  expect(awsTrainingLimits).toEqual({ trainingBytes: 2_147_483_648, tuningBytes: 209_715_200 })
  const training = ['one two', 'three four']
  const small = { trainingBytes: 16, tuningBytes: 1024 ** 2 }
  await expect(train({ training }, small)).rejects.toThrow(
    'The training data exceeds the limit of 16 bytes with the file s3://bucket/training/1.txt',
  )
  const exact = { trainingBytes: 17, tuningBytes: 1024 ** 2 }
  await expect(train({ training, tuning: ['three'] }, exact)).resolves.toBeDefined()
  await expect(train({ training, tuning: ['x'.repeat(1024 ** 2), 'y'] }, exact)).rejects.toThrow(
    'The tuning data exceeds the limit of 1 MB with the file s3://bucket/tuning/1.txt',
  )
})

test('a file that is training and tuning data at once fails the training', async () => {
  const text = async function* (uri: string): AsyncGenerator<TrainingText> {
    yield { uri, bytes: new TextEncoder().encode('drain the node') }
  }
  const training = trainLanguageModel({
    languageCode: 'en-US',
    baseModelName: 'WideBand',
    training: text('s3://bucket/text/tuning/a.txt'),
    tuning: text('s3://bucket/text/tuning/a.txt'),
    signal: new AbortController().signal,
  })
  await expect(training).rejects.toThrow(TrainingError)
  await expect(training).rejects.toThrow('The file s3://bucket/text/tuning/a.txt is training and tuning data at once')
})

test('a mark of byte order is no word, and comparisons are no markup', async () => {
  const { lexicon } = await train({ training: ['\ufeffpods < 3 and pods > 1, a<b'] })
  expect([...lexicon.keys()]).toEqual(['pods', '3', 'and', '1', 'a', 'b'])
})

test.each([
  ['de-DE', 'Der Bänker läuft über die Straße.', ['der', 'bänker', 'läuft', 'über', 'die', 'straße']],
  ['hi-IN', 'मैं हिन्दी बोलता हूँ। यह अच्छा है।', ['मैं', 'हिन्दी', 'बोलता', 'हूँ', 'यह', 'अच्छा', 'है']],
  ['es-US', '¿Dónde está el niño?', ['dónde', 'está', 'el', 'niño']],
  ['ja-JP', '私は学生です。', ['私', 'は', '学生', 'です']],
])('%s is trained on its words, without pronunciations', async (languageCode, text, words) => {
  const { lexicon, manifest } = await train({ training: [text], languageCode })
  expect([...lexicon.keys()]).toEqual(words)
  expect([...lexicon.values()].flatMap(({ pronunciations }) => pronunciations)).toEqual([])
  expect(manifest.newWords).toBe(words.length)
})

test('a fault far down in a long text is told with its line', async () => {
  const lines = Array.from({ length: 20_000 }, () => 'drain the node')
  lines[12_344] = 'drain <b>the</b> node'
  await expect(train({ training: [lines.join('\n')] })).rejects.toThrow('contains markup ("<b>") in line 12345')
})

test('while a long text is read, the streams of the process have their turns', async () => {
  let turns = 0
  let reading = true
  const turn = (): void => {
    turns += 1
    if (reading) setImmediate(turn)
  }
  async function* texts(): AsyncGenerator<TrainingText> {
    setImmediate(turn)
    yield { uri: 's3://bucket/long.txt', bytes: new TextEncoder().encode('drain the node\n'.repeat(4000)) }
    reading = false
  }
  await trainLanguageModel({
    languageCode: 'en-US',
    baseModelName: 'WideBand',
    training: texts(),
    signal: new AbortController().signal,
  })
  expect(turns).toBeGreaterThan(5)
})

test('training stops when it is told to', async () => {
  const controller = new AbortController()
  async function* endless(): AsyncGenerator<TrainingText> {
    for (let count = 0; ; count += 1) {
      if (count === 3) controller.abort(new Error('deleted meanwhile'))
      yield { uri: `s3://bucket/${count}.txt`, bytes: new TextEncoder().encode('one more sentence') }
    }
  }
  await expect(
    trainLanguageModel({
      languageCode: 'en-US',
      baseModelName: 'NarrowBand',
      training: endless(),
      signal: controller.signal,
    }),
  ).rejects.toThrow('deleted meanwhile')
})

interface Texts {
  readonly training: readonly (string | Uint8Array)[]
  readonly tuning?: readonly (string | Uint8Array)[]
  readonly languageCode?: string
}

function train(
  { training, tuning, languageCode = 'en-US' }: Texts,
  limits?: TrainingLimits,
): Promise<LanguageModelArtifact> {
  async function* objects(folder: string, texts: readonly (string | Uint8Array)[]): AsyncGenerator<TrainingText> {
    for (const [index, text] of texts.entries()) {
      const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
      yield { uri: `s3://bucket/${folder}/${index}.txt`, bytes }
    }
  }
  return trainLanguageModel(
    {
      languageCode,
      baseModelName: 'WideBand',
      training: objects('training', training),
      ...(tuning && { tuning: objects('tuning', tuning) }),
      signal: new AbortController().signal,
    },
    limits,
  )
}

function fixture(path: string): string {
  return readFileSync(new URL(`../../../../fixtures/${path}`, import.meta.url), 'utf8')
}
