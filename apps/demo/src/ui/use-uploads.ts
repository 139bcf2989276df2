/** Files on their way to the bucket, and those that are there. Both outlive a reload: what was under way is sent again. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { failureText } from './failure.tsx'
import { dropFile, keepFile, keptFile } from './kept-files.ts'
import { newFolder, uploadFile } from './upload.ts'
import { useSessionState } from './use-session-state.ts'
import { bytesText } from './words-for.ts'

export interface UploadedFile {
  readonly name: string
  readonly bytes: number
  readonly uri: string
  readonly folderUri: string
}

export interface RunningUpload {
  readonly name: string
  readonly bytes: number
  /** 0 to 1. */
  readonly share: number
  readonly error?: string
}

export interface Uploads {
  readonly done: readonly UploadedFile[]
  readonly running: readonly RunningUpload[]
  readonly busy: boolean
  readonly add: (files: readonly File[]) => Promise<void>
  /** Takes a file off the list, and stops it when it is under way. The bucket keeps what it has. */
  readonly remove: (name: string) => void
  readonly clear: () => void
}

interface Kept {
  readonly folder: string
  readonly done: readonly UploadedFile[]
  /** Names of files that were being sent, or waited for their turn. */
  readonly pending: readonly string[]
}

/** A file whose turn comes, unless it is taken off the list before. */
interface Waiting {
  readonly file: File
  readonly stop: AbortController
}

const none: Kept = { folder: '', done: [], pending: [] }
/** Where the browser keeps no files: a private window, a full disk. */
const interrupted = 'The page was left before all of it had been sent. Choose the file again.'

/** @param most bytes of one file */
export const useUploads = (key: string, kind: string, most: number, multiple: boolean): Uploads => {
  const [kept, change] = useSessionState<Kept>(key, none)
  const [running, setRunning] = useState<readonly RunningUpload[]>(() =>
    kept.pending.map((name) => ({ name, bytes: 0, share: 0 })),
  )
  const stops = useRef(new Map<string, AbortController>())
  const folder = useRef(kept.folder)

  const set = useCallback((name: string, next: RunningUpload | undefined) => {
    setRunning((before) => {
      const others = before.filter((one) => one.name !== name)
      return next === undefined ? others : [...others, next]
    })
  }, [])

  const settle = useCallback(
    (name: string, file?: UploadedFile) => {
      dropFile(folder.current, name)
      change((before) => ({
        pending: before.pending.filter((one) => one !== name),
        ...(file === undefined ? {} : { done: [...before.done.filter((one) => one.name !== name), file] }),
      }))
    },
    [change],
  )

  /** From here on the file is on the list, and outlives a reload, whether or not its turn has come. */
  const take = useCallback(
    (file: File): Waiting | undefined => {
      const { name, size: bytes } = file
      if (bytes > most || bytes === 0) {
        const error =
          bytes === 0
            ? 'The file is empty.'
            : `The file is ${bytesText(bytes)}; at most ${bytesText(most)} can be uploaded.`
        set(name, { name, bytes, share: 0, error })
        return undefined
      }
      const stop = new AbortController()
      stops.current.get(name)?.abort()
      stops.current.set(name, stop)
      set(name, { name, bytes, share: 0 })
      change((before) => ({ folder: folder.current, pending: [...new Set([...before.pending, name])] }))
      // Beside the sending: a large file takes a while to be kept too.
      keepFile(folder.current, file)
      return { file, stop }
    },
    [change, most, set],
  )

  const send = useCallback(
    async ({ file, stop }: Waiting): Promise<void> => {
      const { name, size: bytes } = file
      try {
        const { uri, folderUri } = await uploadFile(file, folder.current, {
          signal: stop.signal,
          onProgress: (share) => {
            if (!stop.signal.aborted) set(name, { name, bytes, share })
          },
        })
        settle(name, { name, bytes, uri, folderUri })
        set(name, undefined)
      } catch (error) {
        if (stop.signal.aborted) return
        settle(name)
        set(name, { name, bytes, share: 0, error: failureText(error) })
      } finally {
        if (stops.current.get(name) === stop) stops.current.delete(name)
      }
    },
    [set, settle],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with what was under way when the page was left.
  useEffect(() => {
    const controllers = stops.current
    const resume = async (): Promise<void> => {
      const waiting = kept.pending.map((name) => {
        const stop = new AbortController()
        controllers.set(name, stop)
        return { name, stop }
      })
      for (const { name, stop } of waiting) {
        const file = await keptFile(kept.folder, name)
        if (stop.signal.aborted) continue
        if (file !== undefined) {
          await send({ file, stop })
        } else {
          settle(name)
          set(name, { name, bytes: 0, share: 0, error: interrupted })
        }
      }
    }
    void resume()
    return () => {
      for (const controller of controllers.values()) controller.abort()
    }
  }, [])

  const clear = useCallback(() => {
    for (const [name, controller] of stops.current) {
      controller.abort()
      dropFile(folder.current, name)
    }
    stops.current.clear()
    folder.current = ''
    setRunning([])
    change(none)
  }, [change])

  const add = useCallback(
    async (files: readonly File[]): Promise<void> => {
      if (!multiple) clear()
      if (folder.current === '') folder.current = newFolder(kind)
      const taken = (multiple ? files : files.slice(-1)).map(take)
      // One after the other: each has all of the line, and its progress says something.
      for (const waiting of taken) if (waiting?.stop.signal.aborted === false) await send(waiting)
    },
    [clear, kind, multiple, send, take],
  )

  const remove = useCallback(
    (name: string) => {
      stops.current.get(name)?.abort()
      dropFile(folder.current, name)
      set(name, undefined)
      change((before) => ({
        pending: before.pending.filter((one) => one !== name),
        done: before.done.filter((one) => one.name !== name),
      }))
    },
    [change, set],
  )

  return {
    done: kept.done,
    running,
    busy: running.some(({ error }) => error === undefined),
    add,
    remove,
    clear,
  }
}
