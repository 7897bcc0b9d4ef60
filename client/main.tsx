import '@fontsource-variable/noto-sans-sc/index.css'
import '@fontsource-variable/oxanium/index.css'
import '@fontsource-variable/roboto-condensed/index.css'
import './ui/tokens.css'
import './app/pages.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Router } from './app/router.tsx'
import { initialLanguage, setLanguage } from './i18n/text.ts'
import { sceneStore } from './stores/scene.ts'
import { applyTheme, themeNamed } from './ui/apply-theme.ts'

const theme = themeNamed(new URLSearchParams(window.location.search).get('theme'))
applyTheme(theme, document.documentElement)
sceneStore.setState({ theme: theme.name })
setLanguage(initialLanguage(window.location.search))

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <Router />
  </StrictMode>,
)
