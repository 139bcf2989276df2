import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import type { Model } from '../../api/api.ts'
import { emptyJobDraft, type JobDraft } from '../jobs/job-draft.ts'
import { JobStatusText } from '../jobs/job-status.tsx'
import { NoPage } from '../no-page.tsx'
import { ResourcePage } from '../resource-page.tsx'
import { go, links } from '../route.ts'
import { server } from '../server-calls.ts'
import { useSettings } from '../settings.ts'
import { usePolled } from '../use-polled.ts'
import { readSession, writeSession } from '../use-session-state.ts'
import { languageText, timeText } from '../words-for.ts'
import { modelConsequence, UpgradeText } from './model-list.tsx'
import { baseText } from './model-options.ts'
import { TrainingReportView } from './training-report.tsx'

export const ModelPage = ({ name }: { readonly name: string }): ReactNode => {
  const { limits } = useSettings()
  const polled = usePolled(
    name,
    (signal) => server.model(name, signal),
    (answer) => (answer === undefined || answer.model.status === 'IN_PROGRESS' ? limits.pollMilliseconds : undefined),
  )
  const { value, error, refresh } = polled
  if (value === undefined) {
    return <NoPage title={name} error={error} onRetry={refresh} />
  }
  const { model, training, snippets } = value
  const createJob = (): void => {
    writeSession('job-draft', {
      ...readSession<JobDraft>('job-draft', emptyJobDraft),
      modelType: 'custom',
      languageCode: model.languageCode ?? 'en-US',
      languageModelName: model.name,
    })
    go(links.createJob)
  }
  return (
    <ResourcePage
      name={name}
      polled={polled}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button disabled={model.status !== 'COMPLETED'} onClick={() => go(links.compareWith(name))}>
            Compare
          </Button>
          <Button variant="primary" disabled={model.status === 'FAILED'} onClick={createJob}>
            Create job
          </Button>
        </SpaceBetween>
      }
      failure={
        model.status === 'FAILED' ? { title: 'The training has failed', reason: model.failureReason } : undefined
      }
      underWay={
        model.status === 'IN_PROGRESS'
          ? {
              what: 'Training',
              from: model.createdAt,
              hint: 'On AWS this takes hours, on the emulator seconds. You can leave this page.',
            }
          : undefined
      }
      callHint="What trains such a model, elsewhere."
      snippets={snippets}
      deletion={{
        kind: 'custom language model',
        consequence: modelConsequence,
        remove: server.deleteModel,
        list: links.models,
      }}
    >
      <ModelDetails model={model} />
      {training !== undefined && <TrainingReportView report={training} />}
    </ResourcePage>
  )
}

const ModelDetails = ({ model }: { readonly model: Model }): ReactNode => (
  <Container header={<Header variant="h2">Model details</Header>}>
    <KeyValuePairs
      columns={4}
      items={[
        { label: 'Training status', value: <JobStatusText status={model.status} /> },
        { label: 'Language', value: languageText(model.languageCode) },
        { label: 'Base model', value: baseText(model.baseModel) },
        {
          label: 'Base model upgrade',
          value: (
            <>
              <UpgradeText available={model.upgradeAvailable} />
              {model.upgradeAvailable === true && (
                <Box variant="small">Train a new model from the same text to use the newer base model.</Box>
              )}
            </>
          ),
        },
        { label: 'Created', value: timeText(model.createdAt) },
        { label: 'Last modified', value: timeText(model.modifiedAt) },
        { label: 'Training data', value: <span className="uri">{model.trainingDataUri ?? '-'}</span> },
        { label: 'Tuning data', value: <span className="uri">{model.tuningDataUri ?? '-'}</span> },
        { label: 'IAM role', value: <span className="uri">{model.roleArn ?? '-'}</span> },
      ]}
    />
  </Container>
)
