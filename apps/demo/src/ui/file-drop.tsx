/** A place to drop files on, or to choose them, and how far each has come. */
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FileDropzone from '@cloudscape-design/components/file-dropzone'
import FileInput from '@cloudscape-design/components/file-input'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { ReactNode } from 'react'
import type { Uploads } from './use-uploads.ts'
import { bytesText } from './words-for.ts'

export interface FileChoiceProps {
  /** `Choose an audio file` */
  readonly label: string
  readonly hint: string
  readonly accept?: string
  readonly multiple?: boolean
  readonly onFiles: (files: readonly File[]) => void
}

export const FileChoice = ({ label, hint, accept, multiple, onFiles }: FileChoiceProps): ReactNode => (
  <FileDropzone onChange={({ detail }) => onFiles(detail.value)}>
    <SpaceBetween size="xs" alignItems="center">
      <FileInput
        value={[]}
        multiple={multiple ?? false}
        ariaLabel={label}
        {...(accept === undefined ? {} : { accept })}
        onChange={({ detail }) => onFiles(detail.value)}
      >
        {label}
      </FileInput>
      <Box color="text-body-secondary" textAlign="center">
        {hint}
      </Box>
    </SpaceBetween>
  </FileDropzone>
)

export const FileDrop = ({
  uploads,
  ...choice
}: Omit<FileChoiceProps, 'onFiles'> & { readonly uploads: Uploads }): ReactNode => (
  <SpaceBetween size="s">
    <FileChoice {...choice} onFiles={(files) => void uploads.add(files)} />
    {uploads.running.map(({ name, bytes, share, error }) => (
      <UploadRow key={name} name={name} onRemove={uploads.remove}>
        {error === undefined ? (
          <ProgressBar value={share * 100} label={`Uploading ${name}`} additionalInfo={bytesText(bytes)} />
        ) : (
          <StatusIndicator type="error">
            {name}: {error}
          </StatusIndicator>
        )}
      </UploadRow>
    ))}
    {uploads.done.map(({ name, bytes, uri }) => (
      <UploadRow key={uri} name={name} onRemove={uploads.remove}>
        <StatusIndicator type="success">
          Uploaded {name} ({bytesText(bytes)})
        </StatusIndicator>
        <Box variant="small" display="block">
          <span className="uri">{uri}</span>
        </Box>
      </UploadRow>
    ))}
  </SpaceBetween>
)

const UploadRow = ({
  name,
  onRemove,
  children,
}: {
  readonly name: string
  readonly onRemove: (name: string) => void
  readonly children: ReactNode
}): ReactNode => (
  <div className="upload">
    <div>{children}</div>
    <Button
      variant="icon"
      iconName="close"
      formAction="none"
      ariaLabel={`Remove ${name}`}
      onClick={() => onRemove(name)}
    />
  </div>
)
