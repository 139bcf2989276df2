/** Create job, in two steps as documented. What has been filled in outlives a reload and the way to a new language model and back. */
import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Wizard from '@cloudscape-design/components/wizard'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { Failure } from '../failure.tsx'
import { useNotify } from '../notices.tsx'
import { go, links } from '../route.ts'
import { allModels, server } from '../server-calls.ts'
import { useSettings } from '../settings.ts'
import { usePolled } from '../use-polled.ts'
import { useSessionState } from '../use-session-state.ts'
import { useUploads } from '../use-uploads.ts'
import { ConfigureJob } from './configure-job.tsx'
import { emptyJobDraft, type JobDraft, type JobFaults, jobFaults, newJobOf } from './job-draft.ts'
import { SpecifyJobDetails } from './specify-job-details.tsx'

export const jobDraftKey = 'job-draft'

export const CreateJob = ({ step }: { readonly step: 0 | 1 }): ReactNode => {
  const { limits } = useSettings()
  const notify = useNotify()
  const [draft, change, forget] = useSessionState<JobDraft>(jobDraftKey, emptyJobDraft)
  const uploads = useUploads('job-upload', 'recording', limits.uploadBytes, false)
  const uploadUri = uploads.done[0]?.uri
  const [shownFaults, showFaults] = useState<0 | 1 | undefined>()
  const [refusal, setRefusal] = useState<Error>()
  const [creating, setCreating] = useState(false)
  /** Create was chosen while the model was still being trained. */
  const [{ waiting }, changeWaiting] = useSessionState('job-waiting', { waiting: false })
  const setWaiting = useCallback((value: boolean) => changeWaiting({ waiting: value }), [changeWaiting])

  const models = usePolled('models', allModels, (list) =>
    list?.some((model) => model.status === 'IN_PROGRESS') === true ? limits.pollMilliseconds : 10_000,
  )
  const model =
    draft.modelType === 'custom' ? models.value?.find(({ name }) => name === draft.languageModelName) : undefined
  const faults: JobFaults = shownFaults === undefined ? {} : jobFaults(draft, uploadUri, shownFaults)
  const attention = Object.keys(faults).length > 0 ? 'Some fields above need your attention.' : ''

  const leave = useCallback(() => {
    forget()
    uploads.clear()
  }, [forget, uploads])

  const create = useCallback(async () => {
    setCreating(true)
    setRefusal(undefined)
    try {
      const job = await server.createJob(newJobOf(draft, uploadUri))
      leave()
      notify({ type: 'success', header: `Transcription job ${job.name} has been created` })
      go(links.job(job.name))
    } catch (error) {
      setRefusal(error instanceof Error ? error : new Error(String(error)))
      setCreating(false)
    }
  }, [draft, uploadUri, leave, notify])

  const modelStatus = model?.status
  useEffect(() => {
    if (!waiting || modelStatus === 'IN_PROGRESS' || models.value === undefined) return
    setWaiting(false)
    if (modelStatus === 'COMPLETED') void create()
  }, [waiting, setWaiting, modelStatus, models.value, create])

  const submit = (): void => {
    if (Object.keys(jobFaults(draft, uploadUri, 0)).length > 0) {
      showFaults(0)
      go(links.createJob)
    } else if (Object.keys(jobFaults(draft, uploadUri, 1)).length > 0) showFaults(1)
    else if (modelStatus === 'IN_PROGRESS') setWaiting(true)
    else void create()
  }

  const navigate = (requested: number): void => {
    setWaiting(false)
    if (requested > 0 && Object.keys(jobFaults(draft, uploadUri, 0)).length > 0) {
      showFaults(0)
      return
    }
    showFaults(undefined)
    setRefusal(undefined)
    go(requested === 0 ? links.createJob : links.configureJob)
  }

  return (
    <Wizard
      activeStepIndex={step}
      onNavigate={({ detail }) => navigate(detail.requestedStepIndex)}
      onSubmit={submit}
      onCancel={() => {
        setWaiting(false)
        leave()
        go(links.jobs)
      }}
      submitButtonText="Create job"
      isLoadingNextStep={creating || waiting}
      i18nStrings={{ nextButtonLoadingAnnouncement: 'Loading', submitButtonLoadingAnnouncement: 'Creating the job' }}
      steps={[
        {
          title: 'Specify job details',
          errorText: shownFaults === 0 ? attention : '',
          content: (
            <SpecifyJobDetails
              draft={draft}
              change={change}
              faults={shownFaults === 0 ? faults : {}}
              uploads={uploads}
              models={models}
            />
          ),
        },
        {
          title: 'Configure job',
          errorText: shownFaults === 1 ? attention : '',
          isOptional: true,
          content: (
            <SpaceBetween size="l">
              {refusal !== undefined && <Failure what="The job was not created" error={refusal} />}
              {modelStatus === 'IN_PROGRESS' && (
                <Alert type="info" header={`Language model ${draft.languageModelName} is being trained`}>
                  {waiting
                    ? 'The job will be created as soon as the training has ended. Keep this page open.'
                    : 'A job can use it once the training has ended. Choose Create job now, and it is created then.'}
                </Alert>
              )}
              {modelStatus === 'FAILED' && (
                <Alert type="error" header={`The training of ${draft.languageModelName} has failed`}>
                  {model?.failureReason} Choose another model in step 1.
                </Alert>
              )}
              <ConfigureJob draft={draft} change={change} faults={shownFaults === 1 ? faults : {}} />
            </SpaceBetween>
          ),
        },
      ]}
    />
  )
}
