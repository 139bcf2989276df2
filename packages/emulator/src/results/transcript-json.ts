/**
 * The transcript file of a job from what was heard in each channel. Numbers are strings, except ids and counts: so AWS
 * writes them. Not here: speaker labels, language identification, redaction.
 */
import type {
  AlternativesSegment,
  AudioSegment,
  ChannelLabels,
  SegmentItem,
  Transcript,
  TranscriptItem,
  TranscriptResults,
} from '@scribelite/core/protocol'
import type { Hypothesis, Token } from '../engines/engine.ts'
import { textOf } from './text.ts'

export interface TranscriptInput {
  readonly jobName: string
  readonly accountId: string
  /** What was heard in each channel; partials among it are passed over. One channel when they were mixed down. */
  readonly channels: readonly (readonly Hypothesis[])[]
  /** Whether the job asked for ChannelIdentification. */
  readonly channelIdentification: boolean
  /** MaxAlternatives of a job with ShowAlternatives, 2 to 10; absent without. */
  readonly maxAlternatives?: number
}

/** With no speech in any channel: an empty text and no items. */
export function transcriptJson(input: TranscriptInput): Transcript {
  const segments = inOrder(input)
  const items: TranscriptItem[] = []
  const audioSegments: AudioSegment[] = []
  for (const segment of segments) {
    const own = segment.hypothesis.tokens.map((token, position) =>
      itemOf(token, items.length + position, segment.label),
    )
    items.push(...own)
    audioSegments.push({
      id: audioSegments.length,
      transcript: textOf(segment.hypothesis.tokens),
      start_time: decimal(segment.hypothesis.start),
      end_time: decimal(segment.hypothesis.end),
      ...segment.label,
      items: own.flatMap((item) => item.id ?? []),
    })
  }
  const results: TranscriptResults = {
    transcripts: [{ transcript: audioSegments.map((segment) => segment.transcript).join(' ') }],
    ...(input.channelIdentification && { channel_labels: channelLabels(items, input.channels.length) }),
    items,
    audio_segments: audioSegments,
    ...(input.maxAlternatives !== undefined && { segments: alternatives(segments, input.maxAlternatives) }),
  }
  return { jobName: input.jobName, accountId: input.accountId, results, status: 'COMPLETED' }
}

interface Segment {
  readonly hypothesis: Hypothesis
  readonly label: { readonly channel_label?: string }
}

/** Finals of all channels as one conversation, by the time at which each begins: AWS makes one transcript of them. */
function inOrder(input: TranscriptInput): readonly Segment[] {
  return input.channels
    .flatMap((hypotheses, channel) =>
      hypotheses
        .filter((hypothesis) => !hypothesis.partial && hypothesis.tokens.length > 0)
        .map((hypothesis) => ({ hypothesis, label: labelOf(channel, input.channelIdentification) })),
    )
    .sort((one, other) => one.hypothesis.start - other.hypothesis.start)
}

const labelOf = (channel: number, wanted: boolean): Segment['label'] =>
  wanted ? { channel_label: `ch_${channel}` } : {}

function itemOf(token: Token, id: number, label: Segment['label']): TranscriptItem {
  // Punctuation has confidence 0.0 and no times (recorded).
  if (token.kind === 'punctuation')
    return { id, type: 'punctuation', alternatives: [{ confidence: '0.0', content: token.content }], ...label }
  return {
    id,
    type: 'pronunciation',
    alternatives: [{ confidence: decimal(token.confidence), content: token.content }],
    start_time: decimal(token.start),
    end_time: decimal(token.end),
    ...label,
  }
}

function channelLabels(items: readonly TranscriptItem[], count: number): ChannelLabels {
  const channels = Array.from({ length: count }, (_, channel) => ({
    channel_label: `ch_${channel}`,
    items: items.filter((item) => item.channel_label === `ch_${channel}`),
  }))
  return { channels, number_of_channels: count }
}

function alternatives(segments: readonly Segment[], most: number): readonly AlternativesSegment[] {
  return segments.map(({ hypothesis }) => ({
    start_time: decimal(hypothesis.start),
    end_time: decimal(hypothesis.end),
    alternatives: [hypothesis.tokens, ...(hypothesis.alternatives ?? [])].slice(0, most).map((tokens) => {
      return { transcript: textOf(tokens), items: tokens.map(segmentItem) }
    }),
  }))
}

function segmentItem(token: Token): SegmentItem {
  if (token.kind === 'punctuation') return { confidence: '0.0', type: 'punctuation', content: token.content }
  return {
    start_time: decimal(token.start),
    confidence: decimal(token.confidence),
    end_time: decimal(token.end),
    type: 'pronunciation',
    content: token.content,
  }
}

/** Up to three decimals and at least one: `"1.0"`, `"0.119"`. */
function decimal(value: number): string {
  const rounded = Math.round(value * 1000) / 1000
  return Number.isInteger(rounded) ? `${rounded}.0` : String(rounded)
}
