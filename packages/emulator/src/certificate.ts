/**
 * TLS without set-up: a local certificate authority, made once per folder, and a certificate for this machine's names.
 * In: a folder. Out: PEM texts, and the path of the authority's certificate for `AWS_CA_BUNDLE` and `NODE_EXTRA_CA_CERTS`.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'

export interface LocalCertificate {
  /** PEM: the certificate of this machine, then the authority's. */
  readonly cert: string
  readonly key: string
  /** PEM file of the authority, to be trusted by clients; an absolute path. */
  readonly caFile: string
}

const day = 86_400_000
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/**
 * @param folder where `ca.pem` and `ca-key.pem` are kept (the key readable by its owner only); made when absent
 * @param host the name or address that is bound, added to localhost, 127.0.0.1 and ::1
 */
export async function localCertificate(folder: string, host: string): Promise<LocalCertificate> {
  // Loaded here: only who asks for TLS pays for it.
  await import('reflect-metadata') // which @peculiar/x509 needs to be there first
  const x509 = await import('@peculiar/x509')
  const { webcrypto: crypto } = await import('node:crypto')
  x509.cryptoProvider.set(crypto)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Whole: clients are pointed at it that stand elsewhere.
  const caFile = resolve(folder, 'ca.pem')
  const caKeyFile = join(folder, 'ca-key.pem')

  const authority = (await readAuthority()) ?? (await makeAuthority())
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const now = Date.now()
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=scribelite',
    issuer: authority.cert.subject,
    notBefore: new Date(now - day),
    notAfter: new Date(now + 397 * day),
    publicKey: keys.publicKey,
    signingKey: authority.key,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(alternativeNames(host)),
      await x509.AuthorityKeyIdentifierExtension.create(authority.cert.publicKey, false, crypto),
    ],
  })
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    cert: `${leaf.toString('pem')}\n${authority.cert.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
    caFile,
  }

  async function readAuthority() {
    let pem: string
    let keyPem: string
    try {
      pem = await readFile(caFile, 'utf8')
      keyPem = await readFile(caKeyFile, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
    const cert = readCertificate(pem)
    // Cut short by a crash.
    if (cert === undefined) return undefined
    // An authority that will not outlive the certificate is made anew.
    if (cert.notAfter.getTime() < Date.now() + 398 * day) return undefined
    const [der] = x509.PemConverter.decode(keyPem)
    if (der === undefined) return undefined
    const key = await crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
    return { cert, key }
  }

  function readCertificate(pem: string) {
    try {
      return new x509.X509Certificate(pem)
    } catch {
      return undefined
    }
  }

  async function makeAuthority() {
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const now = Date.now()
    const cert = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      name: 'CN=scribelite local authority',
      notBefore: new Date(now - day),
      notAfter: new Date(now + 3650 * day),
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    })
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
    // The key first and both whole: a certificate that stands there has its key.
    await writeFile(`${caKeyFile}.new`, `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`, { mode: 0o600 })
    await rename(`${caKeyFile}.new`, caKeyFile)
    await writeFile(caFile, `${cert.toString('pem')}\n`)
    return { cert, key: keys.privateKey }
  }

  // Positive, as RFC 5280 asks.
  function serialNumber(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
    return Buffer.from(bytes).toString('hex')
  }
}

// `*.localhost` for bucket names as hosts.
function alternativeNames(host: string): { type: 'dns' | 'ip'; value: string }[] {
  const names: { type: 'dns' | 'ip'; value: string }[] = [
    { type: 'dns', value: 'localhost' },
    { type: 'dns', value: '*.localhost' },
    { type: 'ip', value: '127.0.0.1' },
    { type: 'ip', value: '::1' },
  ]
  const bound = { type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const), value: host }
  const known = names.some((name) => name.value === host)
  return known || host === '0.0.0.0' || host === '::' ? names : [...names, bound]
}
