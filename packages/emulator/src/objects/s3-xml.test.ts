import { expect, test } from 'vitest'
import { childrenNamed, childText, readXml } from './s3-xml.ts'

test('a request of a client is read: elements in order, entities, blanks before it', () => {
  const root = readXml(
    '\n <?xml version="1.0"?>\n<Delete xmlns="x"><Object><Key>a &amp; b</Key></Object><Object><Key/></Object></Delete>',
  )
  expect(root?.name).toBe('Delete')
  expect(childrenNamed(root ?? never(), 'Object').map((object) => childText(object, 'Key'))).toEqual(['a & b', ''])
})

test.each([
  ['no XML', 'Key=a'],
  ['an element that is not closed', '<Delete><Object>'],
  ['elements that overlap', '<a><b></a></b>'],
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['more levels than anything has', `${'<a>'.repeat(20)}${'</a>'.repeat(20)}`],
])('%s is none', (_, text) => {
  expect(readXml(text)).toBeUndefined()
})

function never(): never {
  throw new Error('there is no element')
}
