/** How things are said in this console: languages, times, sizes. */

const names = new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' })

/** Codes of AWS that CLDR has no English name for, or that are no codes of its own (AB and WL, for Scotland and Wales). */
const unnamed: Readonly<Record<string, string>> = {
  'ab-GE': 'Abkhaz (Georgia)',
  'ba-RU': 'Bashkir (Russia)',
  'cy-WL': 'Welsh (Wales)',
  'en-AB': 'English (Scotland)',
  'en-WL': 'English (Wales)',
  'kab-DZ': 'Kabyle (Algeria)',
  'mhr-RU': 'Meadow Mari (Russia)',
}

/** `English (United States)`; the code itself where there is no name for it. */
export const languageName = (code: string): string => {
  try {
    return unnamed[code] ?? names.of(code) ?? code
  } catch {
    return code
  }
}

export const languageText = (code: string | undefined): string =>
  code === undefined ? '-' : `${languageName(code)} (${code})`

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })
const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
})

export const timeText = (iso: string | undefined): string => (iso === undefined ? '-' : dates.format(new Date(iso)))

/** Time of day with milliseconds. */
export const momentText = (time: string | number): string => clock.format(new Date(time))

export const bytesText = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${['B', 'kB', 'MB', 'GB'][power]}`
}

export const durationText = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.floor(milliseconds / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${seconds % 60} s`
}

/** Between two moments in ISO 8601. */
export const spanText = (from: string | undefined, to: string | undefined): string =>
  from === undefined || to === undefined ? '-' : durationText(Date.parse(to) - Date.parse(from))

export const countText = (count: number): string => count.toLocaleString('en')

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`
