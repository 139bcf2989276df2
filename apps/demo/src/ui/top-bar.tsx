import TopNavigation from '@cloudscape-design/components/top-navigation'
import type { ReactNode } from 'react'
import { links } from './route.ts'
import { useSettings } from './settings.ts'
import { type Theme, useTheme } from './theme.ts'

const themes: readonly { readonly id: Theme; readonly text: string }[] = [
  { id: 'system', text: 'As the system' },
  { id: 'light', text: 'Light' },
  { id: 'dark', text: 'Dark' },
]

export const TopBar = (): ReactNode => {
  const { target, region, emulator } = useSettings()
  const [theme, choose] = useTheme()
  return (
    <div id="top-bar">
      <TopNavigation
        identity={{ href: links.jobs, title: 'scribelite', logo: { src: '/icon.svg', alt: '' } }}
        utilities={[
          {
            type: 'menu-dropdown',
            text: target === 'emulator' ? 'Emulator' : 'AWS',
            ariaLabel:
              target === 'emulator' ? 'Emulator: what this console talks to' : 'AWS: what this console talks to',
            iconName: 'status-info',
            items: [
              {
                id: 'target',
                text: target === 'emulator' ? 'scribelite emulator' : 'Amazon Transcribe',
                disabled: true,
              },
              { id: 'region', text: `Region ${region}`, disabled: true },
              ...(emulator === undefined
                ? []
                : [
                    { id: 'engine', text: `Engine: ${emulator.engine}`, disabled: true },
                    { id: 'auth', text: `Signatures: ${emulator.auth}`, disabled: true },
                    { id: 'version', text: `Version ${emulator.version}`, disabled: true },
                  ]),
            ],
          },
          {
            type: 'menu-dropdown',
            text: 'Theme',
            ariaLabel: 'Theme',
            iconName: 'settings',
            items: themes.map(({ id, text }) => ({
              id,
              text,
              itemType: 'checkbox' as const,
              checked: id === theme,
            })),
            onItemClick: ({ detail }) => {
              const chosen = themes.find(({ id }) => id === detail.id)
              if (chosen !== undefined) choose(chosen.id)
            },
          },
        ]}
      />
    </div>
  )
}
