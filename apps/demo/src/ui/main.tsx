import '@cloudscape-design/global-styles/index.css'
import './console.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { applyTheme, readTheme } from './theme.ts'

// Before anything is drawn, so that a dark page never flashes white.
applyTheme(readTheme())

const element = document.getElementById('console')
if (element === null) throw new Error('index.html has no element with the id "console".')
createRoot(element).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
