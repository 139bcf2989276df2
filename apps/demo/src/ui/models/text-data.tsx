/** Where text comes from: below a prefix in S3, or files of this computer. */
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { FileDrop } from '../file-drop.tsx'
import { S3Field } from '../s3-field.tsx'
import { useSettings } from '../settings.ts'
import type { Uploads } from '../use-uploads.ts'
import { bytesText } from '../words-for.ts'
import type { TextSource } from './model-draft.ts'

export interface TextDataProps {
  readonly kind: 'training' | 'tuning'
  readonly title: string
  readonly description: string
  readonly source: TextSource | 'none'
  readonly uri: string
  readonly uploads: Uploads
  readonly fault: string | undefined
  readonly optional?: boolean
  readonly onSource: (source: TextSource | 'none') => void
  readonly onUri: (uri: string) => void
}

export const TextData = (props: TextDataProps): ReactNode => {
  const { kind, title, description, source, uri, uploads, fault, optional, onSource, onUri } = props
  const { uploadBucket, limits } = useSettings()
  // Documented.
  const most = kind === 'training' ? 'up to 2 GB in all' : 'up to 200 MB in all'
  return (
    <Container
      header={
        <Header variant="h2" description={description}>
          {title}
          {optional === true && <i> - optional</i>}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <FormField label={`Source of the ${kind} data`} stretch>
          <RadioGroup
            value={source}
            onChange={({ detail }) =>
              onSource(detail.value === 's3' || detail.value === 'upload' ? detail.value : 'none')
            }
            items={[
              ...(optional === true
                ? [{ value: 'none', label: 'None', description: 'A part of the training text is held back for it.' }]
                : []),
              { value: 's3', label: 'S3 location', description: 'Every object below a prefix is read.' },
              {
                value: 'upload',
                label: 'Upload text files',
                description:
                  uploadBucket === undefined
                    ? 'The server of this console was given no bucket for uploads.'
                    : `From this computer. They are put into the bucket ${uploadBucket}.`,
                disabled: uploadBucket === undefined,
              },
            ]}
          />
        </FormField>
        {source === 's3' && (
          <FormField
            label={`${title} location on S3`}
            constraintText={`Plain text in UTF-8, ${most}.`}
            errorText={fault}
            stretch
          >
            <S3Field uri={uri} pick="prefix" invalid={fault !== undefined} onChange={onUri} />
          </FormField>
        )}
        {source === 'upload' && (
          <FormField label={`${title} files`} errorText={fault} stretch>
            <FileDrop
              uploads={uploads}
              label={`Choose ${kind} text files`}
              hint={`or drop them here. Plain text in UTF-8, ${most}; each file up to ${bytesText(limits.trainingTextBytes)}.`}
              accept=".txt,.md,text/plain"
              multiple
            />
          </FormField>
        )}
      </SpaceBetween>
    </Container>
  )
}
