/** The file that is to be heard. It outlives a reload, and the way to another page and back. */
import { useCallback, useEffect, useState } from 'react'
import { dropFile, keepFile, keptFile } from '../kept-files.ts'
import { newFolder } from '../upload.ts'
import { useSessionState } from '../use-session-state.ts'

const nothing = { folder: '', name: '' }

export const useChosenFile = (): readonly [File | undefined, (file: File | undefined) => void] => {
  const [kept, change] = useSessionState('live-file', nothing)
  const [file, setFile] = useState<File>()

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with what was chosen when the page was left.
  useEffect(() => {
    if (kept.name === '') return
    void keptFile(kept.folder, kept.name).then((found) => setFile((chosen) => chosen ?? found))
  }, [])

  const choose = useCallback(
    (chosen: File | undefined) => {
      setFile(chosen)
      if (kept.name !== '') dropFile(kept.folder, kept.name)
      if (chosen === undefined) return change(nothing)
      const folder = newFolder('live')
      keepFile(folder, chosen)
      change({ folder, name: chosen.name })
    },
    [kept, change],
  )
  return [file, choose]
}
