/** The two transcripts of a comparison, as soon as they are there. */
import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import ColumnLayout from '@cloudscape-design/components/column-layout'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { transcriptToText } from '@scribelite/core/protocol'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { Job } from '../../api/api.ts'
import { ConfirmDelete } from '../confirm-delete.tsx'
import { Failure } from '../failure.tsx'
import { isUnfinished, JobStatusText } from '../jobs/job-status.tsx'
import { links } from '../route.ts'
import { server } from '../server-calls.ts'
import { useSettings } from '../settings.ts'
import { type Polled, usePolled } from '../use-polled.ts'
import { countText, plural } from '../words-for.ts'
import { ComparedText } from './compared-text.tsx'
import type { Comparison } from './comparison.ts'
import { alignWords, countErrors, type WordPair, wordsOf } from './word-diff.ts'

export interface ComparisonResultProps {
  readonly comparison: Comparison
  /** It was started just now: what comes of it is what one wants to see. */
  readonly inView: boolean
  /** Both jobs are gone. */
  readonly onDeleted: () => void
}

interface Heard {
  readonly job: Job
  /** Of a job that is complete. */
  readonly text?: string
}

const useHeard = (name: string): Polled<Heard> => {
  const { limits } = useSettings()
  return usePolled(
    name,
    async (signal): Promise<Heard> => {
      const job = await server.job(name, signal)
      return job.status === 'COMPLETED'
        ? { job, text: transcriptToText(await server.transcript(name, signal)) }
        : { job }
    },
    (heard) => (heard === undefined || isUnfinished(heard.job.status) ? limits.pollMilliseconds : undefined),
  )
}

export const ComparisonResult = ({ comparison, inView, onDeleted }: ComparisonResultProps): ReactNode => {
  const [deleting, setDeleting] = useState(false)
  const jobs = [comparison.withoutJob, comparison.withJob]
  const without = useHeard(comparison.withoutJob)
  const withModel = useHeard(comparison.withJob)
  const { reference } = comparison
  const [first, second] = [without.value?.text, withModel.value?.text]
  const between = useMemo(() => align(first, second), [first, second])
  const firstErrors = useMemo(() => (reference === '' ? undefined : align(reference, first)), [reference, first])
  const secondErrors = useMemo(() => (reference === '' ? undefined : align(reference, second)), [reference, second])
  const done = first !== undefined && second !== undefined
  const result = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once when it begins, once more when all of it is there.
  useEffect(() => {
    if (inView) result.current?.scrollIntoView()
  }, [inView, done])
  const over = [without, withModel].every(({ value }) => value !== undefined && !isUnfinished(value.job.status))

  return (
    <div ref={result} className="result">
      <Container
        header={
          <Header
            variant="h2"
            description={<span className="uri">{comparison.mediaUri}</span>}
            actions={
              <Button disabled={!over} onClick={() => setDeleting(true)}>
                Delete the two jobs
              </Button>
            }
          >
            Comparison
          </Header>
        }
      >
        <SpaceBetween size="l">
          <ColumnLayout columns={2} borders="vertical">
            <Side
              title="General model"
              name={comparison.withoutJob}
              heard={without}
              errors={firstErrors}
              marked={firstErrors ?? between}
              side={firstErrors === undefined ? 'first' : 'second'}
            />
            <Side
              title={comparison.modelName}
              name={comparison.withJob}
              heard={withModel}
              errors={secondErrors}
              marked={secondErrors ?? between}
              side="second"
            />
          </ColumnLayout>
          {done && <Verdict between={between} firstErrors={firstErrors} secondErrors={secondErrors} />}
          {reference !== '' && (
            <div>
              <Box variant="awsui-key-label">Reference text</Box>
              <Box>{reference}</Box>
            </div>
          )}
        </SpaceBetween>
        {deleting && (
          <ConfirmDelete
            kind="transcription job"
            names={jobs}
            consequence="Their transcripts go with them."
            remove={server.deleteJob}
            onDismiss={() => setDeleting(false)}
            onDone={(deleted) => {
              setDeleting(false)
              if (deleted.length === jobs.length) onDeleted()
            }}
          />
        )}
      </Container>
    </div>
  )
}

interface SideProps {
  readonly title: string
  readonly name: string
  readonly heard: Polled<Heard>
  readonly errors: readonly WordPair[] | undefined
  readonly marked: readonly WordPair[] | undefined
  readonly side: 'first' | 'second'
}

const Side = ({ title, name, heard, errors, marked, side }: SideProps): ReactNode => {
  const { value, error, refresh } = heard
  if (value === undefined) {
    return error === undefined ? (
      <StatusIndicator type="loading">Loading</StatusIndicator>
    ) : (
      <Failure what={`${name} cannot be shown`} error={error} onRetry={refresh} />
    )
  }
  const { job, text } = value
  const counts = errors === undefined ? undefined : countErrors(errors)
  return (
    <SpaceBetween size="s">
      <div>
        <Box variant="h3">{title}</Box>
        <Link href={links.job(name)} fontSize="body-s">
          {name}
        </Link>
      </div>
      {text === undefined ? (
        <>
          <JobStatusText status={job.status} />
          {job.failureReason !== undefined && <Box>{job.failureReason}</Box>}
        </>
      ) : (
        <>
          {counts !== undefined && (
            <div>
              <Box variant="awsui-key-label">Words wrong</Box>
              <Box
                fontSize="heading-l"
                fontWeight="bold"
                color={counts.wrong === 0 ? 'text-status-success' : 'inherit'}
              >
                {counts.wrong} of {counts.words}
              </Box>
              <Box variant="small" color="text-body-secondary">
                {counts.substituted} replaced, {counts.deleted} left out, {counts.inserted} put in
                {counts.words > 0 && `; word error rate ${((counts.wrong / counts.words) * 100).toFixed(1)} %`}
              </Box>
            </div>
          )}
          {marked === undefined ? (
            <Box>{text === '' ? 'Nobody speaks in this recording.' : text}</Box>
          ) : (
            <ComparedText
              pairs={marked}
              side={side}
              label={`Transcript by ${title}`}
              showMissing={errors !== undefined}
            />
          )}
        </>
      )}
    </SpaceBetween>
  )
}

const Verdict = (props: {
  readonly between: readonly WordPair[] | undefined
  readonly firstErrors: readonly WordPair[] | undefined
  readonly secondErrors: readonly WordPair[] | undefined
}): ReactNode => {
  const { between, firstErrors, secondErrors } = props
  if (firstErrors !== undefined && secondErrors !== undefined) {
    const [without, withModel] = [countErrors(firstErrors).wrong, countErrors(secondErrors).wrong]
    const fewer = without - withModel
    return (
      <Alert type={fewer > 0 ? 'success' : fewer === 0 ? 'info' : 'warning'}>
        {fewer === 0
          ? 'The model makes no difference to the number of wrong words.'
          : `With the model ${plural(withModel, 'word is', 'words are')} wrong, without it ${countText(without)}.`}
      </Alert>
    )
  }
  if (between === undefined) return <Box>The texts are too long and too different to be compared word by word.</Box>
  const differing = between.filter(({ kind }) => kind !== 'same').length
  return (
    <Alert type="info">
      {differing === 0
        ? 'Both transcripts are the same.'
        : `They differ in ${plural(differing, 'word')}. Give a reference text to see which is right.`}
    </Alert>
  )
}

const align = (one: string | undefined, two: string | undefined): readonly WordPair[] | undefined =>
  one === undefined || two === undefined ? undefined : alignWords(wordsOf(one), wordsOf(two))
