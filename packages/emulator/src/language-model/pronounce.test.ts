import { expect, test } from 'vitest'
import { generalEnglish } from './general-english.ts'
import { decodePhones } from './phones.ts'

test.each([
  ['cluster', 'K L AH S T ER', 'dictionary'],
  ['Clusters', 'K L AH S T ER Z', 'dictionary'],
  ['kubelet’s', 'K UW B EH L AH T S', 'g2p'],
  ['GKE', 'JH IY K EY IY', 'g2p'],
  ['GitHub', 'G IH T HH AH B', 'dictionary'],
  ['DevBox', 'D EH V B AA K S', 'g2p'],
  ['OpenAI', 'OW P AH N EY AY', 'g2p'],
  ['k8s', 'K EY EY T EH S', 'g2p'],
  ['512', 'F AY V HH AH N D R AH D T W EH L V', 'g2p'],
  ['007', 'Z IH R OW Z IH R OW S EH V AH N', 'g2p'],
  ['naïve', 'N AY IY V', 'g2p'],
])('%s is said %s (%s)', async (written, phones, source) => {
  const { pronounce } = await generalEnglish()
  const said = pronounce(written)
  expect(said.spoken.map(decodePhones)[0]).toBe(phones)
  expect(said.source).toBe(source)
})

test('what has no English sound, or is no word at all, has no pronunciation', async () => {
  const { pronounce } = await generalEnglish()
  expect(pronounce('東京').spoken).toEqual([])
  expect(pronounce('a'.repeat(5_000)).spoken).toEqual([])
})
