import { I18nProvider } from '@cloudscape-design/components/i18n'
import messages from '@cloudscape-design/components/i18n/messages/all.en'
import type { ReactNode } from 'react'
import { Console } from './console.tsx'
import { NoticesProvider } from './notices.tsx'
import { SettingsProvider } from './settings-provider.tsx'

export const App = (): ReactNode => (
  <I18nProvider locale="en" messages={[messages]}>
    <NoticesProvider>
      <SettingsProvider>
        <Console />
      </SettingsProvider>
    </NoticesProvider>
  </I18nProvider>
)
