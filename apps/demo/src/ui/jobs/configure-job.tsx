/** Step 2: what is optional. Only what the service behind this console does. */
import Checkbox from '@cloudscape-design/components/checkbox'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Toggle from '@cloudscape-design/components/toggle'
import type { ReactNode } from 'react'
import { failureText } from '../failure.tsx'
import { server } from '../server-calls.ts'
import { usePolled } from '../use-polled.ts'
import type { JobStepProps } from './specify-job-details.tsx'

const counts = Array.from({ length: 9 }, (_, at) => ({ value: String(at + 2), label: String(at + 2) }))
const starts = [
  { value: '0', label: '0, as AWS does by default' },
  { value: '1', label: '1, as most players expect' },
] as const

export const ConfigureJob = ({ draft, change, faults }: JobStepProps): ReactNode => {
  const own = draft.outputType === 'own'
  const buckets = usePolled(
    own ? 'buckets' : undefined,
    () => server.buckets(),
    () => undefined,
  )
  const bucketOptions = (buckets.value?.buckets ?? []).map(({ name }) => ({ value: name, label: name }))
  const setSubtitle = (format: 'srt' | 'vtt', checked: boolean): void =>
    change(({ subtitles }) => ({
      subtitles: checked
        ? [...subtitles.filter((one) => one !== format), format]
        : subtitles.filter((one) => one !== format),
    }))

  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Audio settings</Header>}>
        <SpaceBetween size="l">
          <Toggle
            checked={draft.channelIdentification}
            description="Each channel of a two-channel recording is transcribed by itself, as for calls."
            onChange={({ detail }) => change({ channelIdentification: detail.checked })}
          >
            Channel identification
          </Toggle>
          <Toggle
            checked={draft.alternatives}
            description="What else may have been said, for each part of the transcript."
            onChange={({ detail }) => change({ alternatives: detail.checked })}
          >
            Alternative results
          </Toggle>
          {draft.alternatives && (
            <FormField label="Maximum alternatives">
              <Select
                selectedOption={counts.find(({ value }) => value === String(draft.maxAlternatives)) ?? null}
                options={counts}
                onChange={({ detail }) => change({ maxAlternatives: Number(detail.selectedOption.value ?? 2) })}
              />
            </FormField>
          )}
        </SpaceBetween>
      </Container>
      <Container
        header={
          <Header variant="h2" description="Files that players show over a video, beside the transcript.">
            Subtitles
          </Header>
        }
      >
        <SpaceBetween size="l">
          <FormField label="Subtitle file format">
            <SpaceBetween size="xs">
              <Checkbox
                checked={draft.subtitles.includes('srt')}
                onChange={({ detail }) => setSubtitle('srt', detail.checked)}
              >
                SRT (SubRip)
              </Checkbox>
              <Checkbox
                checked={draft.subtitles.includes('vtt')}
                onChange={({ detail }) => setSubtitle('vtt', detail.checked)}
              >
                VTT (WebVTT)
              </Checkbox>
            </SpaceBetween>
          </FormField>
          {draft.subtitles.length > 0 && (
            <FormField label="Start index" description="The number of the first caption.">
              <Select
                selectedOption={starts[draft.subtitleStart]}
                options={starts}
                onChange={({ detail }) => change({ subtitleStart: detail.selectedOption.value === '1' ? 1 : 0 })}
              />
            </FormField>
          )}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Output data</Header>}>
        <SpaceBetween size="l">
          <FormField label="Output data location type" stretch>
            <RadioGroup
              value={draft.outputType}
              onChange={({ detail }) => change({ outputType: detail.value === 'own' ? 'own' : 'service' })}
              items={[
                {
                  value: 'service',
                  label: 'Service-managed S3 bucket',
                  description: 'The transcript goes when the job is deleted.',
                },
                {
                  value: 'own',
                  label: 'Customer specified S3 bucket',
                  description: 'The transcript is yours, and stays.',
                },
              ]}
            />
          </FormField>
          {own && (
            <>
              <FormField label="Output bucket" errorText={faults.outputBucket}>
                <Select
                  selectedOption={
                    draft.outputBucket === '' ? null : { value: draft.outputBucket, label: draft.outputBucket }
                  }
                  options={bucketOptions}
                  placeholder="Choose a bucket"
                  empty="There is no bucket"
                  statusType={buckets.error !== undefined ? 'error' : buckets.loading ? 'loading' : 'finished'}
                  loadingText="Loading buckets"
                  errorText={buckets.error === undefined ? '' : failureText(buckets.error)}
                  recoveryText="Retry"
                  onLoadItems={() => buckets.error !== undefined && buckets.refresh()}
                  onChange={({ detail }) => change({ outputBucket: detail.selectedOption.value ?? '' })}
                />
              </FormField>
              <FormField
                label={
                  <span>
                    Output key <i>- optional</i>
                  </span>
                }
                constraintText="The name of the file, or a prefix that ends in /. Without it the file has the name of the job."
                errorText={faults.outputKey}
              >
                <Input
                  value={draft.outputKey}
                  placeholder="transcripts/"
                  spellcheck={false}
                  onChange={({ detail }) => change({ outputKey: detail.value })}
                />
              </FormField>
            </>
          )}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  )
}
