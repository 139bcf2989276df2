import type { RequestSummary } from '../../api/api.ts'

/** Who signed a request, as far as that has been proven: the key that a refused signature names may be anybody's. */
export const signerText = ({ accessKeyId, error }: RequestSummary): string =>
  accessKeyId ?? (error === undefined ? 'Nobody' : 'Not verified')
