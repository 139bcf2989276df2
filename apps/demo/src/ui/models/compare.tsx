import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Textarea from '@cloudscape-design/components/textarea'
import { type ReactNode, useState } from 'react'
import { Failure } from '../failure.tsx'
import { FileDrop } from '../file-drop.tsx'
import { links, replaceQuery } from '../route.ts'
import { S3Field } from '../s3-field.tsx'
import { allModels, server } from '../server-calls.ts'
import { useHearing, useSettings } from '../settings.ts'
import { usePolled } from '../use-polled.ts'
import { useSessionState } from '../use-session-state.ts'
import { useUploads } from '../use-uploads.ts'
import { bytesText, languageText } from '../words-for.ts'
import { type Comparison, jobsOf, newComparison } from './comparison.ts'
import { ComparisonResult } from './comparison-result.tsx'

type Source = 'sample' | 's3' | 'upload'

interface CompareDraft {
  readonly source?: Source
  readonly sampleUri: string
  readonly mediaUri: string
  readonly modelName: string
  readonly reference: string
  /** That is under way, or was last seen. */
  readonly comparison?: Comparison | undefined
}

const empty: CompareDraft = { sampleUri: '', mediaUri: '', modelName: '', reference: '' }

export const Compare = ({ model: asked }: { readonly model: string | undefined }): ReactNode => {
  const { samples, limits, uploadBucket } = useSettings()
  const [draft, change] = useSessionState<CompareDraft>('compare', empty)
  const uploads = useUploads('compare-upload', 'compare', limits.uploadBytes, false)
  const [checked, setChecked] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const [starting, setStarting] = useState(false)
  const [started, setStarted] = useState<string>()
  const models = usePolled('models', allModels, (list) =>
    list?.some(({ status }) => status === 'IN_PROGRESS') === true ? limits.pollMilliseconds : 10_000,
  )
  const ready = (models.value ?? []).filter(({ status }) => status === 'COMPLETED')

  const hearing = useHearing()
  const source = draft.source ?? (samples.length > 0 ? 'sample' : 's3')
  const sample = samples.find(({ uri }) => uri === draft.sampleUri)
  // The address decides, and what is chosen here is written there: a link from a model's page means that model.
  const modelName = asked ?? draft.modelName
  const chooseModel = (name: string): void => {
    change({ modelName: name })
    replaceQuery({ model: name })
  }
  const model = ready.find(({ name }) => name === modelName)
  const mediaUri =
    source === 'sample' ? (sample?.uri ?? '') : source === 's3' ? draft.mediaUri : (uploads.done[0]?.uri ?? '')
  const mediaFault = mediaUri === '' ? 'Choose a recording.' : undefined
  const modelFault = model === undefined ? 'Choose a model.' : undefined

  const start = async (): Promise<void> => {
    setChecked(true)
    setRefusal(undefined)
    if (mediaFault !== undefined || model === undefined) return
    setStarting(true)
    const comparison = newComparison(
      { mediaUri, languageCode: model.languageCode ?? 'en-US', modelName, reference: draft.reference.trim() },
      crypto.randomUUID().slice(0, 8),
    )
    try {
      for (const job of jobsOf(comparison)) await server.createJob(job)
      change({ comparison })
      setStarted(comparison.withJob)
    } catch (error) {
      setRefusal(error instanceof Error ? error : new Error(String(error)))
    }
    setStarting(false)
  }

  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="The same recording, transcribed by the general model and by a custom language model, side by side."
      >
        Compare models
      </Header>
      {refusal !== undefined && <Failure what="The comparison was not started" error={refusal} />}
      <Container
        header={
          <Header variant="h2" description={source === 'sample' ? undefined : hearing}>
            What to compare
          </Header>
        }
      >
        <SpaceBetween size="l">
          <FormField label="Recording" stretch>
            <RadioGroup
              value={source}
              onChange={({ detail }) => change({ source: detail.value as Source })}
              items={[
                ...(samples.length > 0
                  ? [
                      {
                        value: 'sample',
                        label: 'Sample',
                        description: 'Recordings with known texts, in the demo bucket.',
                      },
                    ]
                  : []),
                { value: 's3', label: 'S3 location' },
                ...(uploadBucket === undefined ? [] : [{ value: 'upload', label: 'Upload a file' }]),
              ]}
            />
          </FormField>
          {source === 'sample' && (
            <FormField label="Sample recording" errorText={checked ? mediaFault : undefined} stretch>
              <Select
                selectedOption={sample === undefined ? null : { value: sample.uri, label: sample.title }}
                options={samples.map(({ uri, title, modelName: knows }) => ({
                  value: uri,
                  label: title,
                  description: uri,
                  ...(knows === undefined ? {} : { tags: [`Words of ${knows}`] }),
                }))}
                placeholder="Choose a sample"
                filteringType="auto"
                filteringAriaLabel="Find a sample"
                onChange={({ detail }) => {
                  const chosen = samples.find(({ uri }) => uri === detail.selectedOption.value)
                  change({ sampleUri: chosen?.uri ?? '', reference: chosen?.reference ?? '' })
                  const knowing = ready.find(({ name }) => name === chosen?.modelName)
                  if (knowing !== undefined) chooseModel(knowing.name)
                }}
              />
            </FormField>
          )}
          {source === 's3' && (
            <FormField label="Recording location on S3" errorText={checked ? mediaFault : undefined} stretch>
              <S3Field
                uri={draft.mediaUri}
                pick="object"
                invalid={checked && mediaFault !== undefined}
                onChange={(uri) => change({ mediaUri: uri })}
              />
            </FormField>
          )}
          {source === 'upload' && (
            <FormField label="Audio file" errorText={checked ? mediaFault : undefined} stretch>
              <FileDrop
                uploads={uploads}
                label="Choose an audio file"
                hint={`or drop it here, up to ${bytesText(limits.uploadBytes)}.`}
                accept=".wav,.flac,.ogg,.opus,.mp3,.mp4,.m4a,.amr,.webm,audio/*"
              />
            </FormField>
          )}
          <FormField
            label="Custom language model"
            description="Its language is taken for both transcripts."
            errorText={checked ? modelFault : undefined}
            secondaryControl={
              models.value !== undefined && ready.length === 0 ? (
                <Button href={links.createModel}>Train model</Button>
              ) : undefined
            }
          >
            <Select
              selectedOption={model === undefined ? null : { value: model.name, label: model.name }}
              options={ready.map(({ name, languageCode }) => ({
                value: name,
                label: name,
                description: languageText(languageCode),
              }))}
              placeholder="Choose a model"
              empty="There is no trained model yet"
              statusType={models.error !== undefined ? 'error' : models.loading ? 'loading' : 'finished'}
              loadingText="Loading models"
              errorText="The models could not be listed"
              recoveryText="Retry"
              onLoadItems={() => models.error !== undefined && models.refresh()}
              onChange={({ detail }) => chooseModel(detail.selectedOption.value ?? '')}
            />
          </FormField>
          <FormField
            label={
              <span>
                Reference text <i>- optional</i>
              </span>
            }
            description="What is truly said. With it, the wrong words are counted."
            stretch
          >
            <Textarea
              value={draft.reference}
              rows={3}
              placeholder="Type what is said in the recording"
              onChange={({ detail }) => change({ reference: detail.value })}
            />
          </FormField>
          <Button variant="primary" loading={starting} onClick={() => void start()}>
            Compare
          </Button>
        </SpaceBetween>
      </Container>
      {draft.comparison === undefined ? (
        <Alert type="info" action={<Button href={links.jobs}>Show transcription jobs</Button>}>
          A comparison makes two transcription jobs. They show in the list of transcription jobs.
        </Alert>
      ) : (
        <ComparisonResult
          key={draft.comparison.withJob}
          comparison={draft.comparison}
          inView={started === draft.comparison.withJob}
          onDeleted={() => change({ comparison: undefined })}
        />
      )}
    </SpaceBetween>
  )
}
