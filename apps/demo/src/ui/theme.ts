/** Light or dark: as the system says, or as chosen here, which is remembered. */
import { applyMode, Mode } from '@cloudscape-design/global-styles'
import { useCallback, useEffect, useState } from 'react'

export type Theme = 'light' | 'dark' | 'system'

const key = 'scribelite.theme'
const systemIsDark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)')

export const readTheme = (): Theme => {
  const kept = localStorage.getItem(key)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export const applyTheme = (theme: Theme): void => {
  const dark = theme === 'dark' || (theme === 'system' && systemIsDark().matches)
  applyMode(dark ? Mode.Dark : Mode.Light)
  // Scroll bars and the canvas behind the page follow this.
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
}

export const useTheme = (): readonly [Theme, (theme: Theme) => void] => {
  const [theme, setTheme] = useState(readTheme)
  useEffect(() => {
    applyTheme(theme)
    const system = systemIsDark()
    const follow = (): void => applyTheme(theme)
    system.addEventListener('change', follow)
    return () => system.removeEventListener('change', follow)
  }, [theme])
  const choose = useCallback((chosen: Theme) => {
    localStorage.setItem(key, chosen)
    setTheme(chosen)
  }, [])
  return [theme, choose]
}
