import { type ReactNode, useEffect, useState } from 'react'
import { durationText } from './words-for.ts'

/** How long something has been under way, counting on. */
export const Since = ({ from }: { readonly from: string | undefined }): ReactNode => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  if (from === undefined) return null
  const seconds = Math.max(0, Math.floor((now - Date.parse(from)) / 1000))
  return <span>For {seconds < 60 ? `${seconds} s` : durationText(seconds * 1000)}</span>
}
