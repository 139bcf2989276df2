/**
 * What is said when a request points to something in S3 that cannot be read or written. Another S3 behind the emulator
 * (`--s3-endpoint`) may refuse as well; why it did is for the log.
 */
import { AwsError } from '@scribelite/core/protocol'
import { ObjectStoreError } from '../objects/object-store.ts'

/** Recorded for jobs; for models the same words are likely, and Terraform looks for the middle of them. */
export const unreadableUri = (explanation?: string): AwsError =>
  refusal(
    "The S3 URI that you provided can't be accessed. Make sure that you have read permission and try your request again.",
    explanation,
  )

/** AWS's words are not known. */
export const unwritableBucket = (explanation?: string): AwsError =>
  refusal(
    "The S3 bucket that you provided for the output can't be accessed. Make sure that you have write permission and try your request again.",
    explanation,
  )

/** Waits for what was asked of the store, and throws `refused` when it says no; a store out of reach is no refusal. */
export async function unlessRefused<T>(asked: Promise<T>, refused: (explanation: string) => AwsError): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ObjectStoreError && error.code !== 'remote-unreachable') throw refused(error.message)
    throw error
  }
}

const refusal = (message: string, explanation: string | undefined): AwsError =>
  new AwsError('BadRequestException', message, explanation === undefined ? {} : { explanation })
