/**
 * What the log says of a model that was not made for audio of this rate. Documented: NarrowBand is for less than
 * 16 000 Hz, WideBand for 16 000 and more; that AWS refuses the other is not, so it is used.
 */
export function otherBandwidth(
  model: { readonly modelName: string; readonly baseModelName: 'NarrowBand' | 'WideBand' },
  sampleRate: number,
): string | undefined {
  const fitting = sampleRate < 16_000 ? 'NarrowBand' : 'WideBand'
  if (model.baseModelName === fitting) return undefined
  return `Language model ${model.modelName} is ${model.baseModelName}, but audio of ${sampleRate} Hz is for ${fitting}.`
}
