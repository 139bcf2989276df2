/** XML as S3 writes and reads it: elements only, no attribute but the namespace. */
import { XMLParser, XMLValidator } from 'fast-xml-parser'

/** An array is an element repeated; undefined is an element left out. */
export interface XmlNode {
  readonly [element: string]: string | number | boolean | undefined | XmlNode | readonly (string | XmlNode)[]
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

export function xmlDocument(root: string, content: XmlNode | string): string {
  const namespace = root === 'Error' ? '' : ` xmlns="${NAMESPACE}"`
  const inner = typeof content === 'string' ? escapeXml(content) : elements(content)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace}>${inner}</${root}>`
}

function elements(node: XmlNode): string {
  let text = ''
  for (const [name, value] of Object.entries(node)) {
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? (value as readonly (string | XmlNode)[]) : [value]) {
      text += `<${name}>${typeof one === 'object' ? elements(one as XmlNode) : escapeXml(String(one))}</${name}>`
    }
  }
  return text
}

/** Control characters become references, which XML 1.0 forbids and S3 writes: that is what encoding-type=url is for. */
function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be written as references
  return text.replace(/[&<>"\u0000-\u001f\u007f]/g, (character) => {
    if (character === '&') return '&amp;'
    if (character === '<') return '&lt;'
    if (character === '>') return '&gt;'
    if (character === '"') return '&quot;'
    return `&#x${character.charCodeAt(0).toString(16)};`
  })
}

export interface XmlElement {
  readonly name: string
  readonly children: readonly XmlElement[]
  readonly text: string
}

const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
  htmlEntities: true,
  // What clients send has three levels.
  maxNestedTags: 16,
})

/** The root element of a request body, undefined when it is no XML. A document type is refused: it could define entities. */
export function readXml(text: string): XmlElement | undefined {
  if (/<!DOCTYPE/i.test(text)) return undefined
  try {
    // S3 sends blanks before a late answer to CompleteMultipartUpload, so that the connection lives.
    const document = text.trim()
    // First: it ends at the depth, where the validator goes to the end of megabytes of open tags.
    const nodes = parser.parse(document) as ParsedNode[]
    if (XMLValidator.validate(document) !== true) return undefined
    return nodes.map(toElement).find((element) => element !== undefined && !element.name.startsWith('?'))
  } catch {
    // The parser says what is wrong with an Error; S3 only says MalformedXML.
    return undefined
  }
}

type ParsedNode = Readonly<Record<string, ParsedNode[] | string>>

function toElement(node: ParsedNode): XmlElement | undefined {
  for (const [name, content] of Object.entries(node)) {
    if (name === ':@' || name === '#text' || !Array.isArray(content)) continue
    return {
      name,
      children: content.map(toElement).filter((child) => child !== undefined),
      text: content.map((child) => (typeof child['#text'] === 'string' ? child['#text'] : '')).join(''),
    }
  }
  return undefined
}

export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name)
}

export function childText(element: XmlElement, name: string): string | undefined {
  return childrenNamed(element, name)[0]?.text
}
