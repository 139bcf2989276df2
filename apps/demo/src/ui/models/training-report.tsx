/** What training has made of the text: how much better it predicts such speech, and which words are new. */
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { type ReactNode, useState } from 'react'
import type { TrainingReport } from '../../api/api.ts'
import { countText } from '../words-for.ts'

const fewWords = 10

export const TrainingReportView = ({ report }: { readonly report: TrainingReport }): ReactNode => {
  const { perplexityBefore: before, perplexityAfter: after, examples } = report
  const [all, setAll] = useState(false)
  return (
    <Container
      header={
        <Header variant="h2" description="From the emulator's own training; AWS does not report these.">
          Training report
        </Header>
      }
    >
      <SpaceBetween size="l">
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Words of text', value: countText(report.words) },
            { label: 'Different words', value: countText(report.vocabulary) },
            { label: 'New words', value: countText(report.newWords) },
            {
              label: 'Weight of the model (lambda)',
              value: `${report.lambda.toFixed(2)} of 1`,
            },
          ]}
        />
        <div>
          <Box variant="awsui-key-label">Perplexity on the tuning text</Box>
          <Box variant="small" color="text-body-secondary">
            Between how many words the model hesitates at each step, on average: the less, the better.
          </Box>
          <div className="bars">
            <Bar label="Before" value={before} most={before} kind="before" />
            <Bar label="After" value={after} most={before} kind="after" />
          </div>
          {after < before && <Box>{Math.round((1 - after / before) * 100)} % less than the base model alone.</Box>}
        </div>
        {examples.length > 0 && (
          <Table
            variant="embedded"
            items={all ? examples : examples.slice(0, fewWords)}
            trackBy="word"
            wrapLines
            ariaLabels={{ tableLabel: 'New words' }}
            header={
              <Header
                variant="h3"
                description="Words of the text that general English does not have, most frequent first."
              >
                New words
              </Header>
            }
            footer={
              examples.length > fewWords && (
                <Box textAlign="center">
                  <Button variant="inline-link" onClick={() => setAll(!all)} ariaExpanded={all}>
                    {all ? 'Show fewer words' : `Show all ${examples.length} words`}
                  </Button>
                </Box>
              )
            }
            columnDefinitions={[
              { id: 'word', header: 'Word', isRowHeader: true, cell: ({ word }) => word },
              { id: 'count', header: 'In the text', cell: ({ count }) => countText(count) },
              {
                id: 'pronunciation',
                header: 'Pronunciation',
                cell: ({ pronunciation }) => (pronunciation === undefined ? '-' : <code>{pronunciation}</code>),
              },
            ]}
          />
        )}
      </SpaceBetween>
    </Container>
  )
}

const Bar = (props: {
  readonly label: string
  readonly value: number
  readonly most: number
  readonly kind: 'before' | 'after'
}): ReactNode => (
  <div className="bar-row">
    <span>{props.label}</span>
    <span className="bar-track" aria-hidden="true">
      <span
        className={`bar ${props.kind}`}
        style={{ width: `${Math.max(1, Math.min(100, (props.value / Math.max(props.most, 1)) * 100))}%` }}
      />
    </span>
    <strong>{props.value >= 100 ? Math.round(props.value).toLocaleString('en') : props.value.toFixed(1)}</strong>
  </div>
)
