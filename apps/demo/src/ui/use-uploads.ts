/** Files on their way to the bucket, and those that are there. What is there outlives a reload; what was under way is told of. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { failureText } from './failure.tsx'
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
  /** Names of files that were being sent. */
  readonly pending: readonly string[]
}

const none: Kept = { folder: '', done: [], pending: [] }
const interrupted = 'The page was reloaded before all of it had been sent. Choose the file again.'

/** @param most bytes of one file */
export const useUploads = (key: string, kind: string, most: number, multiple: boolean): Uploads => {
  const [kept, change] = useSessionState<Kept>(key, none)
  const [running, setRunning] = useState<readonly RunningUpload[]>(() =>
    kept.pending.map((name) => ({ name, bytes: 0, share: 0, error: interrupted })),
  )
  const stops = useRef(new Map<string, AbortController>())
  const folder = useRef(kept.folder)

  useEffect(() => {
    const controllers = stops.current
    return () => {
      for (const controller of controllers.values()) controller.abort()
    }
  }, [])

  const set = useCallback((name: string, next: RunningUpload | undefined) => {
    setRunning((before) => {
      const others = before.filter((one) => one.name !== name)
      return next === undefined ? others : [...others, next]
    })
  }, [])

  const settle = useCallback(
    (name: string, file?: UploadedFile) =>
      change((before) => ({
        pending: before.pending.filter((one) => one !== name),
        ...(file === undefined ? {} : { done: [...before.done.filter((one) => one.name !== name), file] }),
      })),
    [change],
  )

  const send = useCallback(
    async (file: File): Promise<void> => {
      const { name, size: bytes } = file
      if (bytes > most || bytes === 0) {
        const error =
          bytes === 0
            ? 'The file is empty.'
            : `The file is ${bytesText(bytes)}; at most ${bytesText(most)} can be uploaded.`
        set(name, { name, bytes, share: 0, error })
        return
      }
      const stop = new AbortController()
      stops.current.get(name)?.abort()
      stops.current.set(name, stop)
      set(name, { name, bytes, share: 0 })
      change((before) => ({ folder: folder.current, pending: [...new Set([...before.pending, name])] }))
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
    [change, most, set, settle],
  )

  const clear = useCallback(() => {
    for (const controller of stops.current.values()) controller.abort()
    stops.current.clear()
    folder.current = ''
    setRunning([])
    change(none)
  }, [change])

  const add = useCallback(
    async (files: readonly File[]): Promise<void> => {
      if (!multiple) clear()
      if (folder.current === '') folder.current = newFolder(kind)
      // One after the other: each has all of the line, and its progress says something.
      for (const file of multiple ? files : files.slice(-1)) await send(file)
    },
    [clear, kind, multiple, send],
  )

  const remove = useCallback(
    (name: string) => {
      stops.current.get(name)?.abort()
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
