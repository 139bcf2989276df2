/** The emulator's own door, `/_scribelite/`: what AWS has no call for. */
import { Refusal } from './refusal.ts'
import type { Target } from './target.ts'

export async function askEmulator<T>(target: Target, path: string, signal?: AbortSignal): Promise<T> {
  const { endpoint } = target.connection
  if (target.kind !== 'emulator' || endpoint === undefined) {
    throw new Refusal(404, 'not-with-aws', 'Only the emulator can tell; this console talks to AWS.')
  }
  let answer: Response
  try {
    answer = await fetch(new URL(`/_scribelite/${path}`, endpoint), signal === undefined ? {} : { signal })
  } catch {
    throw new Refusal(502, 'connection-failed', `The emulator at ${new URL(endpoint).host} does not answer.`)
  }
  const body: unknown = await answer.json()
  if (answer.ok) return body as T
  const { error } = body as { readonly error?: string }
  throw new Refusal(answer.status, 'emulator', error ?? `The emulator answered ${answer.status}.`)
}
