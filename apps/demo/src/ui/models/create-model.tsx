/** Train model: name, language, base model, text, role. What has been filled in outlives a reload. */
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Form from '@cloudscape-design/components/form'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Tiles from '@cloudscape-design/components/tiles'
import { type ReactNode, useState } from 'react'
import { Failure } from '../failure.tsx'
import { emptyJobDraft, type JobDraft } from '../jobs/job-draft.ts'
import { languageOptions } from '../language-options.ts'
import { useNotify } from '../notices.tsx'
import { go, links } from '../route.ts'
import { server } from '../server-calls.ts'
import { useSettings } from '../settings.ts'
import { readSession, useSessionState, writeSession } from '../use-session-state.ts'
import { useUploads } from '../use-uploads.ts'
import { emptyModelDraft, type ModelDraft, modelFaults, newModelOf } from './model-draft.ts'
import { TextData } from './text-data.tsx'

export const CreateModel = ({ forJob }: { readonly forJob: boolean }): ReactNode => {
  const { modelLanguages, roleArn: suggestedRole, limits } = useSettings()
  const notify = useNotify()
  const [draft, change, forget] = useSessionState<ModelDraft>('model-draft', {
    ...emptyModelDraft,
    ...(forJob ? { languageCode: readSession<JobDraft>('job-draft', emptyJobDraft).languageCode } : {}),
  })
  const training = useUploads('model-training', 'training', limits.trainingTextBytes, true)
  const tuning = useUploads('model-tuning', 'tuning', limits.trainingTextBytes, true)
  const [checked, setChecked] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const [creating, setCreating] = useState(false)

  const roleArn = draft.roleArn ?? suggestedRole ?? ''
  const texts = { training: training.done, tuning: tuning.done }
  const found = modelFaults(draft, roleArn, texts)
  const faults = checked ? found : {}
  const languages = languageOptions(modelLanguages)

  const leave = (): void => {
    forget()
    training.clear()
    tuning.clear()
  }

  const create = async (): Promise<void> => {
    setChecked(true)
    setRefusal(undefined)
    if (Object.keys(found).length > 0) return
    setCreating(true)
    try {
      const model = await server.createModel(newModelOf(draft, roleArn, texts))
      leave()
      notify({ type: 'success', header: `The training of ${model.name} has begun` })
      if (forJob) {
        writeSession('job-draft', {
          ...readSession<JobDraft>('job-draft', emptyJobDraft),
          modelType: 'custom',
          languageCode: draft.languageCode,
          languageModelName: model.name,
        })
        go(links.createJob)
      } else go(links.model(model.name))
    } catch (error) {
      setRefusal(error instanceof Error ? error : new Error(String(error)))
      setCreating(false)
    }
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void create()
      }}
    >
      <Form
        header={
          <Header
            variant="h1"
            description={
              forJob
                ? 'The model will be chosen for the job that you are creating.'
                : 'A model learns your words, and how they follow each other, from your own text.'
            }
          >
            Train model
          </Header>
        }
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              variant="link"
              formAction="none"
              onClick={() => {
                leave()
                go(forJob ? links.createJob : links.models)
              }}
            >
              Cancel
            </Button>
            <Button variant="primary" loading={creating}>
              Train model
            </Button>
          </SpaceBetween>
        }
        errorText={checked && Object.keys(faults).length > 0 ? 'Some fields above need your attention.' : undefined}
      >
        <SpaceBetween size="l">
          {refusal !== undefined && <Failure what="The training was not started" error={refusal} />}
          <Container header={<Header variant="h2">Model settings</Header>}>
            <SpaceBetween size="l">
              <FormField
                label="Name"
                constraintText="Up to 200 characters: letters, digits, periods, underscores and hyphens. Unique in your account."
                errorText={faults.name}
              >
                <Input
                  value={draft.name}
                  placeholder="my-language-model"
                  autoComplete={false}
                  spellcheck={false}
                  ariaRequired
                  onChange={({ detail }) => change({ name: detail.value })}
                />
              </FormField>
              <FormField label="Language" description="The language of the text, and of the speech to be transcribed.">
                <Select
                  selectedOption={languages.find(({ value }) => value === draft.languageCode) ?? null}
                  options={languages}
                  onChange={({ detail }) => change({ languageCode: detail.selectedOption.value ?? 'en-US' })}
                />
              </FormField>
              <FormField label="Base model" stretch>
                <Tiles
                  value={draft.baseModel}
                  onChange={({ detail }) =>
                    change({ baseModel: detail.value === 'NarrowBand' ? 'NarrowBand' : 'WideBand' })
                  }
                  items={[
                    {
                      value: 'NarrowBand',
                      label: 'NarrowBand',
                      description: 'For audio below 16 kHz, such as telephone calls.',
                    },
                    { value: 'WideBand', label: 'WideBand', description: 'For audio of 16 kHz and above.' },
                  ]}
                />
              </FormField>
            </SpaceBetween>
          </Container>
          <TextData
            kind="training"
            title="Training data"
            description="Text of your field: articles, manuals, web pages. The more of it, the better."
            source={draft.trainingSource}
            uri={draft.trainingUri}
            uploads={training}
            fault={faults.training}
            onSource={(source) => source !== 'none' && change({ trainingSource: source })}
            onUri={(trainingUri) => change({ trainingUri })}
          />
          <TextData
            kind="tuning"
            title="Tuning data"
            description="Transcripts of speech such as will be transcribed. They decide how much the model counts."
            source={draft.tuningSource}
            uri={draft.tuningUri}
            uploads={tuning}
            fault={faults.tuning}
            optional
            onSource={(tuningSource) => change({ tuningSource })}
            onUri={(tuningUri) => change({ tuningUri })}
          />
          <Container header={<Header variant="h2">Access permissions</Header>}>
            <FormField
              label="IAM role ARN"
              description="The role with which Amazon Transcribe reads the text."
              errorText={faults.roleArn}
              stretch
            >
              <Input
                value={roleArn}
                placeholder="arn:aws:iam::111122223333:role/transcribe-data"
                spellcheck={false}
                onChange={({ detail }) => change({ roleArn: detail.value })}
              />
            </FormField>
          </Container>
        </SpaceBetween>
      </Form>
    </form>
  )
}
