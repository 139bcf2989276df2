/** Digits as they are said in English. */

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

/** `512` → five hundred twelve. Leading zeros and more than six digits are said digit by digit. */
export function numberWords(digits: string): string[] {
  if (digits.length > 6 || (digits.length > 1 && digits.startsWith('0'))) {
    return Array.from(digits, (digit) => small[Number(digit)] ?? '')
  }
  const value = Number(digits)
  if (value >= 1000) {
    return [...numberWords(String(Math.floor(value / 1000))), 'thousand', ...remainder(value % 1000)]
  }
  if (value >= 100) return [small[Math.floor(value / 100)] ?? '', 'hundred', ...remainder(value % 100)]
  if (value < 20) return [small[value] ?? '']
  return [tens[Math.floor(value / 10)] ?? '', ...remainder(value % 10)]
}

function remainder(value: number): string[] {
  return value === 0 ? [] : numberWords(String(value))
}
