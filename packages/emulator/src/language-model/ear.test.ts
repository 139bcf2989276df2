import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LanguageModelArtifact } from './artifact.ts'
import { createEar, type Ear, type HeardWord } from './ear.ts'
import { readLanguageModel } from './read-language-model.ts'
import { trainLanguageModel } from './train-language-model.ts'

const general = await createEar({ languageCode: 'en-US' })
const kubernetes = await train('training/kubernetes/handbook.txt', 'tuning/kubernetes/tuning.txt')
const medical = await train('training/medical/notes.txt', 'tuning/medical/tuning.txt')
const kubernetesEar = await createEar({ languageCode: 'en-US', languageModel: kubernetes })
const medicalEar = await createEar({ languageCode: 'en-US', languageModel: medical })

// None of them stands in the training text.
const kubernetesSentences = `\
Please drain the tainted node and cordon it before the upgrade.
The kubelet on that node stopped reporting its status.
Istio and Envoy add three milliseconds of latency to each request.
We deployed the new microservice with a helm chart yesterday.
Prometheus could not scrape the sidecar during the failover.
Build a Grafana dashboard that shows the memory of every namespace.
The statefulset lost its persistent volume in the second availability zone.
Roll back the canary deployment when the readiness probe fails.
Kubernetes evicted the pod because its container exceeded the memory limit.
Terraform wants to replace the whole cluster, so do not apply that plan.
The horizontal autoscaler created twelve replicas in five minutes.
Why does the ingress reject the new certificate?
Add a toleration and a node selector to the daemonset manifest.
The Kafka consumer is not idempotent, so events were processed twice.
Kubectl says that the replica set has no ready pods.
A configmap change does not restart the deployment.
Store the database password in a secret, not in the configmap.
The admission webhook denied the manifest for the payment namespace.
Our control plane lost quorum after the snapshot was restored.
Move the cron job to another namespace and annotate it.
The egress policy blocks traffic from the sidecar to the registry.
Postgres failed over to the standby replica in eight seconds.
Each microservice needs its own service account and role.
The scheduler ignores nodes that have a taint without a toleration.
Kustomize overlays replaced our old helm templates.
The operator reconciles the custom resource every thirty seconds.
Push the container image to the private registry and update the tag.
Throughput improved after we resized the cache and the brokers.
The hypervisor was rebooted, and every pod on it was rescheduled.
Check the liveness probe before you blame the load balancer.`.split('\n')
const medicalSentences = `\
The patient takes metformin twice a day for her diabetes.
He stopped hydroxychloroquine because of blurred vision.
Her cough began two weeks after she started lisinopril.
Creatinine rose after the third dose of vancomycin.
We gave amiodarone for the arrhythmia and stopped the bisoprolol.`.split('\n')
const generalSentences = `\
Don't forget your umbrella, it's going to rain this afternoon and you'll get wet.
The library on Main Street closes at 8 on Saturdays, so let's go before dinner.
Dr. Smith of the U.S. said that $5 or -4° is what C# costs, 20% of it.
My brother's children were playing with the neighbors' dog when the storm began.
I'd like to order twenty-four chairs and 3 tables for the CEO's birthday party.
She restarts her computer every morning because it freezes after a while.
Unfortunately the professor misunderstood the question and apologized immediately.`.split('\n')

test.each([
  ['metformin', 'met foreman'],
  ['namespace', 'name space'],
  ['daemonset', 'demon set'],
  ['webhook', 'would hook'],
  ['grafana', 'Griff Ana'],
  ['podcast', 'bad cast'], // younger than the subtitles that general English is taken from
])('a general ear writes %s as: %s', (word, heard) => {
  expect(textOf(general.hear([word]))).toBe(heard)
})

test('a general ear hears general speech word for word', () => {
  for (const sentence of generalSentences) {
    expect(textOf(general.hear(wordsOf(sentence)))).toBe(wordsOf(sentence).join(' '))
  }
})

test('a language model leaves general speech alone', () => {
  for (const sentence of generalSentences) {
    for (const ear of [kubernetesEar, medicalEar]) {
      expect(textOf(ear.hear(wordsOf(sentence)))).toBe(wordsOf(sentence).join(' '))
    }
  }
})

test('a language model of the domain hears its words: fewer than a tenth of the errors remain', () => {
  const without = errors(general, kubernetesSentences)
  const withModel = errors(kubernetesEar, kubernetesSentences)
  expect(kubernetesSentences).toHaveLength(30)
  // Measured: 75 and 2 of 304 words.
  expect(without).toBeGreaterThan(50)
  expect(withModel).toBeLessThan(without / 10)
  expect(errors(medicalEar, medicalSentences)).toBe(0)
  expect(errors(general, medicalSentences)).toBeGreaterThan(10)
})

test('what a language model of another domain hears is what the general ear hears', () => {
  for (const sentence of kubernetesSentences) {
    expect(medicalEar.hear(wordsOf(sentence))).toEqual(general.hear(wordsOf(sentence)))
  }
  for (const sentence of medicalSentences) {
    expect(kubernetesEar.hear(wordsOf(sentence))).toEqual(general.hear(wordsOf(sentence)))
  }
})

test('a word that the text lacks is not heard, though its neighbours are', async () => {
  const without = await trainOn('Istio adds a sidecar.\nThe sidecar of Istio is small.')
  const ear = await createEar({ languageCode: 'en-US', languageModel: without })
  const heard = textOf(ear.hear(['the', 'istio', 'sidecar', 'and', 'kubelet']))
  expect(heard).toMatch(/^the Istio sidecar and /)
  expect(heard).not.toContain('kubelet')
})

test('of words that sound alike, the one that the text has in that place is heard', async () => {
  const model = await trainOn(
    'we eat the kroon with bread\nthey eat the kroon with salt\nrestart the krewn daemon\nstop the krewn daemon',
  )
  const pronounced = new Map([...model.files()])
  pronounced.set(
    'lexicon.txt',
    (pronounced.get('lexicon.txt') ?? '').replace(/(kr(?:oon|ewn)\tg2p\t2).*/g, '$1\tK R UW N'),
  )
  const ear = await createEar({ languageCode: 'en-US', languageModel: readLanguageModel(pronounced) })
  expect(textOf(ear.hear('we eat the kroon with salt'.split(' ')))).toBe('we eat the kroon with salt')
  expect(textOf(ear.hear('restart the kroon daemon'.split(' ')))).toBe('restart the krewn daemon')
})

test('a word is written as the training text writes it, with a capital where the sentence starts', async () => {
  const model = await trainOn('Terraform needs a plan.\nWe run terraform plan, and GitHub runs it too.')
  const ear = await createEar({ languageCode: 'en-US', languageModel: model })
  expect(textOf(ear.hear(['Terraform', 'and', 'TERRAFORM', 'on', 'github', 'GitHub']))).toBe(
    'Terraform and terraform on GitHub GitHub',
  )
})

test('every truth word is covered once, in order, and its parts share its time', () => {
  const word = fc.constantFrom(
    'the',
    'kubelet',
    'hydroxychloroquine',
    'well-known',
    'kube-proxy',
    "it's",
    '東京',
    'x',
    'bzzt',
    '3.5',
    '',
  )
  const words = fc.array(fc.oneof(word, fc.string({ maxLength: 12 })), { maxLength: 8 })
  fc.assert(
    fc.property(words, (said) => {
      for (const heard of [kubernetesEar.hear(said), ...kubernetesEar.alternatives(said, 3)]) {
        said.forEach((_, at) => {
          const parts = heard.filter(({ from }) => from === at)
          expect(parts.length).toBeGreaterThan(0)
          expect(parts.flatMap(({ share }) => share)).toEqual(
            [...parts.flatMap(({ share }) => share)].sort((a, b) => a - b),
          )
          for (const { confidence, to, share } of parts) {
            expect(to).toBe(at + 1)
            expect(confidence).toBeGreaterThan(0)
            expect(confidence).toBeLessThan(1)
            expect(share[1]).toBeLessThanOrEqual(1)
          }
        })
      }
    }),
    { numRuns: 100, seed: 5 },
  )
})

test('what was misheard is less sure than what was known', () => {
  const heard = general.hear(['take', 'metformin', 'now'])
  const sure = heard.filter(({ from }) => from !== 1).map(({ confidence }) => confidence)
  const unsure = heard.filter(({ from }) => from === 1).map(({ confidence }) => confidence)
  expect(Math.max(...unsure)).toBeLessThan(Math.min(...sure))
})

test('alternatives are other readings, different from each other, as many as asked for', () => {
  const said = ['istio', 'takes', 'metformin']
  const best = textOf(general.hear(said))
  const others = general.alternatives(said, 4).map(textOf)
  expect(others).toHaveLength(4)
  expect(new Set([best, ...others]).size).toBe(5)
  expect(general.alternatives(['the', 'cache', 'is', 'full'], 5).map(textOf)).toContain('the cash is full')
  expect(kubernetesEar.alternatives(['kubelet'], 3).map(textOf)).not.toContain('kubelet')
})

test('the same words and model are heard the same by another ear', async () => {
  const restored = readLanguageModel(kubernetes.files())
  const again = await createEar({ languageCode: 'en-GB', languageModel: restored })
  for (const sentence of kubernetesSentences) {
    expect(again.hear(wordsOf(sentence))).toEqual(kubernetesEar.hear(wordsOf(sentence)))
  }
})

test('other languages have no pronunciations: the truth is written', async () => {
  const ear = await createEar({ languageCode: 'de-DE', languageModel: kubernetes })
  expect(textOf(ear.hear(['Kubernetes', 'läuft', 'überall']))).toBe('Kubernetes läuft überall')
  expect(ear.alternatives(['Kubernetes'], 3)).toEqual([])
})

async function train(training: string, tuning: string): Promise<LanguageModelArtifact> {
  return trainLanguageModel({
    languageCode: 'en-US',
    baseModelName: 'WideBand',
    training: objects(training),
    tuning: objects(tuning),
    signal: new AbortController().signal,
  })
}

async function* objects(path: string): AsyncGenerator<{ uri: string; bytes: Uint8Array }> {
  yield { uri: `s3://bucket/${path}`, bytes: readFileSync(new URL(`../../../../fixtures/${path}`, import.meta.url)) }
}

function trainOn(text: string): Promise<LanguageModelArtifact> {
  async function* one(): AsyncGenerator<{ uri: string; bytes: Uint8Array }> {
    yield { uri: 's3://bucket/text.txt', bytes: new TextEncoder().encode(text) }
  }
  const signal = new AbortController().signal
  return trainLanguageModel({ languageCode: 'en-US', baseModelName: 'WideBand', training: one(), signal })
}

function wordsOf(sentence: string): string[] {
  return sentence.replace(/[.,?]+(?=\s|$)/g, '').split(/\s+/)
}

function textOf(heard: readonly HeardWord[]): string {
  return heard.map(({ content }) => content).join(' ')
}

/** Words wrong, case aside: replaced, missing or too many. */
function errors(ear: Ear, sentences: readonly string[]): number {
  return sentences.reduce((sum, sentence) => {
    const said = wordsOf(sentence.toLowerCase())
    const heard = ear.hear(wordsOf(sentence)).map(({ content }) => content.toLowerCase())
    let row = Array.from({ length: heard.length + 1 }, (_, index) => index)
    for (const [i, word] of said.entries()) {
      const next = [i + 1]
      for (const [j, other] of heard.entries()) {
        const change = (row[j] ?? 0) + (word === other ? 0 : 1)
        next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, change))
      }
      row = next
    }
    return sum + (row[heard.length] ?? 0)
  }, 0)
}
