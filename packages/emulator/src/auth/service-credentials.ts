/** The keys of the service itself, kept in the data folder. They sign the URIs of transcripts, and nobody is given them. */
import { createHash, randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultCredentials } from './credential-store.ts'
import type { KnownCredentials } from './credentials.ts'

/** Made once per data folder, so that a URI outlives a restart as it does on AWS. */
export async function readServiceCredentials(dataDir: string): Promise<KnownCredentials> {
  const file = join(dataDir, 'service-key')
  let secretAccessKey = ''
  try {
    secretAccessKey = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  // Anything else was cut short by a crash.
  if (!/^[\w-]{40}$/.test(secretAccessKey)) {
    secretAccessKey = randomBytes(30).toString('base64url')
    await writeFile(`${file}.new`, secretAccessKey, { mode: 0o600 })
    await rename(`${file}.new`, file)
  }
  // The URIs of AWS carry a session token too. It follows from the secret, so that it is the same after a restart.
  const sessionToken = createHash('sha384').update(secretAccessKey).digest('base64')
  return {
    accessKeyId: 'ASIASCRIBELITESERVICE',
    secretAccessKey,
    sessionToken,
    accountId: defaultCredentials.accountId,
  }
}
