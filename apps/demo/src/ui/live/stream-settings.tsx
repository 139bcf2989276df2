/** What a stream is asked for. Locked while one runs. */
import ColumnLayout from '@cloudscape-design/components/column-layout'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import RadioGroup from '@cloudscape-design/components/radio-group'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import Toggle from '@cloudscape-design/components/toggle'
import { type ReactNode, useEffect, useState } from 'react'
import { FileChoice } from '../file-drop.tsx'
import { languageOptions } from '../language-options.ts'
import { baseText } from '../models/model-options.ts'
import { allModels } from '../server-calls.ts'
import { useSettings } from '../settings.ts'
import { usePolled } from '../use-polled.ts'
import type { Change } from '../use-session-state.ts'
import { bytesText } from '../words-for.ts'
import { type LiveSettings, sessionIdFault } from './live-settings.ts'

export interface StreamSettingsProps {
  readonly settings: LiveSettings
  readonly change: (change: Change<LiveSettings>) => void
  readonly file: File | undefined
  readonly onFile: (file: File | undefined) => void
  readonly locked: boolean
}

const stabilities = [
  { value: 'off', label: 'Off' },
  { value: 'low', label: 'Low' },
  { value: 'medium', label: 'Medium' },
  { value: 'high', label: 'High' },
] as const

const mistakes = [
  { value: 'none', label: 'None' },
  { value: 'expired', label: 'URL has expired' },
  { value: 'wrong-secret', label: 'Signed with a wrong secret key' },
  { value: 'changed-after-signing', label: 'URL changed after signing' },
] as const

const generalModel = { value: '', label: 'General model' }

export const StreamSettings = ({ settings, change, file, onFile, locked }: StreamSettingsProps): ReactNode => {
  const { streamLanguages, target } = useSettings()
  const models = usePolled('models', allModels, () => 10_000)
  const languages = languageOptions(streamLanguages)
  // While a stream runs its captions are what one wants to see.
  const [expanded, setExpanded] = useState(!locked)
  useEffect(() => setExpanded(!locked), [locked])
  const modelOptions = [
    generalModel,
    ...(models.value ?? [])
      .filter(({ status, languageCode }) => status === 'COMPLETED' && languageCode === settings.languageCode)
      .map(({ name, baseModel }) => ({ value: name, label: name, description: baseText(baseModel) })),
  ]
  const model = modelOptions.find(({ value }) => value === settings.languageModelName) ?? {
    value: settings.languageModelName,
    label: settings.languageModelName,
  }
  return (
    <ExpandableSection
      variant="container"
      headerText="Stream settings"
      headingTagOverride="h2"
      expanded={expanded}
      onChange={({ detail }) => setExpanded(detail.expanded)}
    >
      <SpaceBetween size="l">
        <ColumnLayout columns={2}>
          <FormField label="Audio">
            <RadioGroup
              value={settings.source}
              onChange={({ detail }) => change({ source: detail.value === 'file' ? 'file' : 'microphone' })}
              items={[
                { value: 'microphone', label: 'Microphone', disabled: locked },
                { value: 'file', label: 'File', disabled: locked },
              ]}
            />
          </FormField>
          <FormField label="Protocol">
            <RadioGroup
              value={settings.transport}
              onChange={({ detail }) => change({ transport: detail.value === 'http2' ? 'http2' : 'websocket' })}
              items={[
                {
                  value: 'websocket',
                  label: 'WebSocket',
                  description: 'From this page to the service, by a signed URL.',
                  disabled: locked,
                },
                {
                  value: 'http2',
                  label: 'HTTP/2',
                  description: 'Through the server of this console, each frame signed.',
                  disabled: locked,
                },
              ]}
            />
          </FormField>
        </ColumnLayout>
        {settings.source === 'file' && (
          <FormField label="Audio file" stretch>
            <SpaceBetween size="xs">
              {!locked && (
                <FileChoice
                  label="Choose an audio file"
                  hint="or drop it here. 16-bit WAV, FLAC and Ogg Opus go as they are; others are decoded by the browser."
                  accept=".wav,.flac,.ogg,.opus,.mp3,.mp4,.m4a,.webm,audio/*"
                  onFiles={(files) => onFile(files.at(-1))}
                />
              )}
              {file !== undefined && (
                <StatusIndicator type="success">
                  {file.name} ({bytesText(file.size)})
                </StatusIndicator>
              )}
            </SpaceBetween>
          </FormField>
        )}
        <ColumnLayout columns={3}>
          <FormField label="Language">
            <Select
              selectedOption={languages.find(({ value }) => value === settings.languageCode) ?? null}
              options={languages}
              filteringType="auto"
              filteringAriaLabel="Find a language"
              disabled={locked}
              onChange={({ detail }) =>
                change({ languageCode: detail.selectedOption.value ?? 'en-US', languageModelName: '' })
              }
            />
          </FormField>
          <FormField label="Language model">
            <Select
              selectedOption={model}
              options={modelOptions}
              disabled={locked}
              statusType={models.error !== undefined ? 'error' : models.loading ? 'loading' : 'finished'}
              loadingText="Loading models"
              errorText="The models could not be listed"
              recoveryText="Retry"
              onLoadItems={() => models.error !== undefined && models.refresh()}
              onChange={({ detail }) => change({ languageModelName: detail.selectedOption.value ?? '' })}
            />
          </FormField>
          <FormField label="Partial result stability">
            <Select
              selectedOption={stabilities.find(({ value }) => value === settings.stability) ?? stabilities[0]}
              options={stabilities}
              disabled={locked}
              onChange={({ detail }) =>
                change({ stability: (detail.selectedOption.value ?? 'off') as LiveSettings['stability'] })
              }
            />
          </FormField>
        </ColumnLayout>
        <ExpandableSection headerText="Advanced settings">
          <SpaceBetween size="l">
            {settings.source === 'file' && (
              <>
                <Toggle
                  checked={settings.channelIdentification}
                  disabled={locked}
                  description="Two channels are transcribed each by itself. Without it they are mixed."
                  onChange={({ detail }) => change({ channelIdentification: detail.checked })}
                >
                  Channel identification
                </Toggle>
                {target === 'emulator' && (
                  <Toggle
                    checked={settings.fast}
                    disabled={locked}
                    description="Not at the pace in which it was spoken. AWS refuses that; the emulator does not."
                    onChange={({ detail }) => change({ fast: detail.checked })}
                  >
                    As fast as possible
                  </Toggle>
                )}
              </>
            )}
            <FormField
              label="Session id"
              constraintText="A UUID. Left empty, one is made up for each stream."
              errorText={sessionIdFault(settings.sessionId)}
            >
              <Input
                value={settings.sessionId}
                disabled={locked}
                spellcheck={false}
                placeholder="4d6ba7a3-3e0a-4d4e-9c0c-0d6e7c9a3c11"
                onChange={({ detail }) => change({ sessionId: detail.value.trim() })}
              />
            </FormField>
            {target === 'emulator' && settings.transport === 'websocket' && (
              <FormField label="Mistake on purpose" description="To see a refusal, and how it is explained.">
                <Select
                  selectedOption={mistakes.find(({ value }) => value === settings.mistake) ?? mistakes[0]}
                  options={mistakes}
                  disabled={locked}
                  onChange={({ detail }) =>
                    change({ mistake: (detail.selectedOption.value ?? 'none') as LiveSettings['mistake'] })
                  }
                />
              </FormField>
            )}
          </SpaceBetween>
        </ExpandableSection>
      </SpaceBetween>
    </ExpandableSection>
  )
}
