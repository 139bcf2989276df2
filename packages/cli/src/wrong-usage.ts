/** What the argument library finds wrong with a command line, as sentences: what was got, and what is expected. */

/** The commands, and for each that takes a word what that word is. */
const commands: Readonly<Record<string, string>> = {
  serve: '',
  transcribe: 'a recording: a file, s3://bucket/key, or - for stdin',
  stream: 'a recording: a file, or - for stdin',
  models: 'one of create, list, describe, wait, delete',
  'models create': 'a name for the model',
  'models list': '',
  'models describe': 'the name of a model',
  'models wait': 'the name of a model',
  'models delete': 'the name of a model',
  jobs: 'one of list, get, wait, delete',
  'jobs list': '',
  'jobs get': 'the name of a job',
  'jobs wait': 'the name of a job',
  'jobs delete': 'the name of a job',
  presign: '',
  completion: '',
}

/** Global options that take the word behind them; they may stand before the command. */
const withValue: ReadonlySet<string> = new Set(['--endpoint-url', '--region', '--profile'])

/** Where the command stands among the words, `models create` as two of them. */
function findCommand(words: readonly string[]): { readonly name: string; readonly end: number } {
  let name = ''
  let end = 0
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (withValue.has(word)) at++
    else if (!word.startsWith('-')) {
      const longer = name === '' ? word : `${name} ${word}`
      if (commands[longer] === undefined) break
      name = longer
      end = at + 1
    }
  }
  return { name, end }
}

/** Names the help that tells more about what was typed. */
export function helpFor(words: readonly string[]): string {
  const { name } = findCommand(words)
  return `Try 'scribelite ${name === '' ? '' : `${name} `}--help'.`
}

/** What stands behind `--` is never an option. The argument library does not take it for a recording or a name: it is moved. */
export function withoutDashes(words: readonly string[]): readonly string[] {
  const dashes = words.indexOf('--')
  if (dashes < 0) return words
  const { end } = findCommand(words.slice(0, dashes))
  // A file whose name begins with a dash is the same file below the current folder.
  const plain = words.slice(dashes + 1).map((word) => (/^-./.test(word) ? `./${word}` : word))
  return [...words.slice(0, end), ...plain, ...words.slice(end, dashes)]
}

/** A flag that was given a value which is neither true nor false, and that value. */
export function flagWithValue(words: readonly string[], flags: ReadonlySet<string>): [string, string] | undefined {
  for (const word of words) {
    if (word === '--') break
    const [, option = '', name = '', value = ''] = /^(--([a-z][a-z-]*))=(.*)$/s.exec(word) ?? []
    if (flags.has(name) && value !== 'true' && value !== 'false') return [option, value]
  }
  return undefined
}

/** The sentence for a complaint of yargs; one that is not known here stays as it is. */
export function wrongUsage(complaint: string, words: readonly string[]): string {
  const { name } = findCommand(words)
  if (complaint.startsWith('Not enough non-option arguments')) {
    return `'scribelite ${name}' needs ${commands[name] || 'something more'}; got none.`
  }
  const unknown = /^Unknown arguments?: (.+)$/.exec(complaint)?.[1]?.split(', ')[0]
  if (unknown !== undefined) return unknownWord(unknown, name, words)
  const missing = /^Missing required arguments?: (.+)$/.exec(complaint)?.[1]
  if (missing !== undefined) return `'scribelite ${name}' needs ${dashed(missing)}.`
  const valueless = /^Not enough arguments following: (.+)$/.exec(complaint)?.[1]
  if (valueless !== undefined) return `${dashed(valueless)} needs a value.`
  const choice = /Argument: (\S+), Given: (.*), Choices: (.*)$/m.exec(complaint)
  if (choice !== null) {
    const [, option = '', given, choices = ''] = choice
    return `${dashed(option)} takes ${choices.replaceAll('"', '').replace(/, ([^,]+)$/, ' or $1')}; got ${given}.`
  }
  return complaint
}

function unknownWord(unknown: string, name: string, words: readonly string[]): string {
  const option = words.find((word) => word.startsWith('-') && word.replace(/^-+(no-)?/, '').split('=')[0] === unknown)
  const of = name === '' ? 'scribelite' : `'scribelite ${name}'`
  if (option !== undefined) return `${of} has no option ${option.split('=')[0]}.`
  const known = Object.keys(commands).filter((one) => one !== 'completion' && /^(\S*) ?(\S*)$/.exec(one)?.[2] === '')
  if (name === '') return `There is no command '${unknown}'. There are ${known.join(', ')}.`
  if (name === 'models' || name === 'jobs') {
    return `There is no command '${name} ${unknown}'; 'scribelite ${name}' needs ${commands[name]}.`
  }
  return `${of} does not take '${unknown}'.`
}

const dashed = (option: string): string => `${option.length === 1 ? '-' : '--'}${option}`
