/** Who may sign. Held per emulator; a secret never leaves this room but into a signature. */
export interface KnownCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Present: requests must carry this token too. */
  readonly sessionToken?: string
  /** Milliseconds since the epoch after which the session token is expired. */
  readonly sessionExpires?: number
  /** Twelve digits. */
  readonly accountId: string
}

export interface CredentialStore {
  find(accessKeyId: string): KnownCredentials | undefined
}

/** `strict`: known keys only. `any-key`: structure, dates and expiry are checked, keys and signatures pass. `off`: nothing is checked. */
export type AuthMode = 'strict' | 'any-key' | 'off'
