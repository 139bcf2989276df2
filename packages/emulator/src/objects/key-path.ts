/**
 * Which keys can be plain files below their bucket's folder, under their own name. The others (`a//b`, `../x`,
 * `folder/`, a segment longer than a file system holds) are kept by hash in a side folder, so every key that
 * S3 takes works, and no key can name a place outside.
 */
import { createHash } from 'node:crypto'

/** Longest file name on the file systems in use: ext4, APFS and NTFS. Bytes of UTF-8. */
const MAX_SEGMENT_BYTES = 255
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i

/** The segments of a key that can be a plain path, undefined when it cannot. */
export function plainSegments(key: string, platform: NodeJS.Platform = process.platform): string[] | undefined {
  const segments = key.split('/')
  return segments.every((segment) => isPlainName(segment, platform)) ? segments : undefined
}

/** Whether a name can be a file or a folder as it is, meaning nothing else to the system. */
export function isPlainName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  if (name === '' || name === '.' || name === '..') return false
  if (name.includes('\0') || name.includes('/') || name.includes('\\')) return false
  const bytes = Buffer.from(name)
  // A lone surrogate becomes U+FFFD on disk, and would come back as another key.
  if (bytes.length > MAX_SEGMENT_BYTES || bytes.toString() !== name) return false
  if (platform !== 'win32') return true
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows refuses them in file names
  return !/[<>:"|?*\u0000-\u001f]/.test(name) && !/[. ]$/.test(name) && !WINDOWS_DEVICE.test(name)
}

/** S3's rule for new buckets: 3 to 63 lower-case letters, digits, dots and hyphens, not formed like an IP address. */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name)
}

/** Folders that a person made count too: the old rule of us-east-1, which cannot name a way out either. */
export function isBucketFolder(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/.test(name) && isPlainName(name)
}

/** A name for a key that fits every file system. */
export function keyHash(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/** S3 lists in the byte order of UTF-8; JavaScript compares UTF-16 units, which differs above U+FFFF. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
