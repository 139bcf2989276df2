/** Step 1: what the job is called, with which model, and which recording. */
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Tiles from '@cloudscape-design/components/tiles'
import type { ReactNode } from 'react'
import type { Model } from '../../api/api.ts'
import { FileDrop } from '../file-drop.tsx'
import { languageOptions } from '../language-options.ts'
import { modelOptions } from '../models/model-options.ts'
import { go, links } from '../route.ts'
import { S3Field } from '../s3-field.tsx'
import { useHearing, useSettings } from '../settings.ts'
import type { Polled } from '../use-polled.ts'
import type { Change } from '../use-session-state.ts'
import type { Uploads } from '../use-uploads.ts'
import { bytesText } from '../words-for.ts'
import type { JobDraft, JobFaults } from './job-draft.ts'

export interface JobStepProps {
  readonly draft: JobDraft
  readonly change: (change: Change<JobDraft>) => void
  readonly faults: JobFaults
}

const audioFiles = '.wav,.flac,.ogg,.opus,.mp3,.mp4,.m4a,.amr,.webm,audio/*'

export const SpecifyJobDetails = ({
  draft,
  change,
  faults,
  uploads,
  models,
}: JobStepProps & { readonly uploads: Uploads; readonly models: Polled<readonly Model[]> }): ReactNode => {
  const { jobLanguages, modelLanguages, uploadBucket, limits } = useSettings()
  const hearing = useHearing()
  const custom = draft.modelType === 'custom'
  const languages = languageOptions(custom ? modelLanguages : jobLanguages)
  const options = modelOptions(models.value ?? [], draft.languageCode)

  const chooseModelType = (modelType: JobDraft['modelType']): void =>
    change(({ languageCode }) => ({
      modelType,
      ...(modelType === 'custom' && !modelLanguages.includes(languageCode)
        ? { languageCode: modelLanguages[0] ?? 'en-US', languageModelName: '' }
        : {}),
    }))

  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Job settings</Header>}>
        <SpaceBetween size="l">
          <FormField
            label="Name"
            constraintText="Up to 200 characters: letters, digits, periods, underscores and hyphens. Unique in your account."
            errorText={faults.name}
          >
            <Input
              value={draft.name}
              placeholder="my-transcription-job"
              autoComplete={false}
              spellcheck={false}
              ariaRequired
              onChange={({ detail }) => change({ name: detail.value })}
            />
          </FormField>
          <FormField label="Model type" stretch>
            <Tiles
              value={draft.modelType}
              onChange={({ detail }) => chooseModelType(detail.value === 'custom' ? 'custom' : 'general')}
              items={[
                {
                  value: 'general',
                  label: 'General model',
                  description: 'For everyday speech. It does not know the words of a trade.',
                },
                {
                  value: 'custom',
                  label: 'Custom language model',
                  description: 'Trained on your own text, so that it knows your words and how they follow each other.',
                },
              ]}
            />
          </FormField>
          <FormField label="Language" description="The language that is spoken in the recording.">
            <Select
              selectedOption={languages.find(({ value }) => value === draft.languageCode) ?? null}
              options={languages}
              filteringType="auto"
              filteringAriaLabel="Find a language"
              onChange={({ detail }) =>
                change({ languageCode: detail.selectedOption.value ?? 'en-US', languageModelName: '' })
              }
            />
          </FormField>
          {custom && (
            <FormField
              label="Custom model selection"
              description="Models of the language above."
              errorText={faults.languageModelName}
              secondaryControl={
                <Button iconName="add-plus" wrapText={false} onClick={() => go(links.createModelForJob)}>
                  Create new model
                </Button>
              }
            >
              <Select
                selectedOption={options.find(({ value }) => value === draft.languageModelName) ?? null}
                options={options}
                placeholder="Choose a model"
                triggerVariant="option"
                statusType={models.error !== undefined ? 'error' : models.loading ? 'loading' : 'finished'}
                loadingText="Loading models"
                errorText="The models could not be listed"
                recoveryText="Retry"
                onLoadItems={() => models.error !== undefined && models.refresh()}
                empty="There is no model of this language yet"
                onChange={({ detail }) => change({ languageModelName: detail.selectedOption.value ?? '' })}
              />
            </FormField>
          )}
        </SpaceBetween>
      </Container>
      <Container
        header={
          <Header variant="h2" description={hearing}>
            Input data
          </Header>
        }
      >
        <SpaceBetween size="l">
          <FormField label="Input file" stretch>
            <RadioGroup
              value={draft.inputType}
              onChange={({ detail }) => change({ inputType: detail.value === 'upload' ? 'upload' : 's3' })}
              items={[
                { value: 's3', label: 'S3 location', description: 'A recording that is in a bucket already.' },
                {
                  value: 'upload',
                  label: 'Upload a file',
                  description:
                    uploadBucket === undefined
                      ? 'The server of this console was given no bucket for uploads.'
                      : `From this computer. It is put into the bucket ${uploadBucket}.`,
                  disabled: uploadBucket === undefined,
                },
              ]}
            />
          </FormField>
          {draft.inputType === 's3' ? (
            <FormField
              label="Input file location on S3"
              constraintText="WAV, FLAC, Ogg, MP3, MP4, M4A, AMR or WebM; up to 2 GB and 4 hours."
              errorText={faults.mediaUri}
              stretch
            >
              <S3Field
                uri={draft.mediaUri}
                pick="object"
                invalid={faults.mediaUri !== undefined}
                onChange={(mediaUri) => change({ mediaUri })}
              />
            </FormField>
          ) : (
            <FormField label="Audio file" errorText={faults.mediaUri} stretch>
              <FileDrop
                uploads={uploads}
                label="Choose an audio file"
                hint={`or drop it here. WAV, FLAC, Ogg, MP3, MP4, M4A, AMR or WebM, up to ${bytesText(limits.uploadBytes)}.`}
                accept={audioFiles}
              />
            </FormField>
          )}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  )
}
