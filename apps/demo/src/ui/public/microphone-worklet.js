/**
 * Samples from the audio thread to the page, some 43 ms at a time. A file of its own: the page's Content-Security-Policy allows no
 * script from a blob.
 */
const blockSamples = 2048

class Microphone extends AudioWorkletProcessor {
  #block = new Float32Array(blockSamples)
  #filled = 0

  process([input]) {
    const channel = input?.[0]
    if (channel === undefined) return true
    for (let at = 0; at < channel.length; ) {
      const part = channel.subarray(at, at + blockSamples - this.#filled)
      this.#block.set(part, this.#filled)
      this.#filled += part.length
      at += part.length
      if (this.#filled === blockSamples) {
        this.port.postMessage(this.#block, [this.#block.buffer])
        this.#block = new Float32Array(blockSamples)
        this.#filled = 0
      }
    }
    return true
  }
}

registerProcessor('microphone', Microphone)
