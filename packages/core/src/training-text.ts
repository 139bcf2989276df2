/** Local training text for a language model: which files, and whether the service will be able to read them. */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { ScribeliteError } from './errors.ts'

export interface TrainingFile {
  readonly path: string
  /** Below the prefix, with `/` between directories. */
  readonly name: string
}

/**
 * The files named, and all files below the directories named. Each is read once, since a file that is not UTF-8 makes the model fail
 * hours later.
 *
 * @throws ScribeliteError `unreadable-source`, `bad-media` for text that is not UTF-8 or is empty
 */
export const collectTrainingText = async (sources: readonly string[]): Promise<readonly TrainingFile[]> => {
  const files: TrainingFile[] = []
  for (const source of sources) files.push(...(await filesOf(source)))
  if (files.length === 0) {
    throw new ScribeliteError('unreadable-source', `There is no text below ${sources.join(', ')}; give .txt files.`)
  }
  const names = new Set<string>()
  for (const { path, name } of files) {
    if (names.has(name))
      throw new ScribeliteError('bad-option', `Two training files are called ${name}; rename ${path}.`)
    names.add(name)
    await checkText(path)
  }
  return files
}

const filesOf = async (source: string): Promise<TrainingFile[]> => {
  try {
    if (!(await stat(source)).isDirectory()) return [{ path: source, name: basename(source) }]
    const entries = await readdir(source, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => ({ path, name: relative(source, path).split(sep).join('/') }))
  } catch (cause) {
    throw new ScribeliteError('unreadable-source', `The training text ${source} cannot be read.`, cause)
  }
}

const checkText = async (path: string): Promise<void> => {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  try {
    for await (const chunk of createReadStream(path)) {
      bytes += chunk.length
      utf8.decode(chunk, { stream: true })
    }
    utf8.decode()
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw new ScribeliteError('bad-media', `${path} is not UTF-8 text; a language model takes nothing else.`, cause)
    }
    throw new ScribeliteError('unreadable-source', `The training text ${path} cannot be read.`, cause)
  }
  if (bytes === 0) throw new ScribeliteError('bad-media', `${path} is empty; take it out, or write text into it.`)
}
