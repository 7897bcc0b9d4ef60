import { useStore } from 'zustand'
import { sceneStore } from '../stores/scene.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

export type Language = 'zh' | 'en'
export type Text = typeof zh

const TEXTS: Record<Language, Text> = { zh, en }
const KEPT_AS = 'nzh.language'

export const textIn = (language: Language): Text => TEXTS[language]

/** The words of the language in use; re-renders when it changes. */
export const useText = (): Text => TEXTS[useLanguage()]

export const useLanguage = (): Language => useStore(sceneStore, (state) => state.language)

/** A catalog entry's name, or its field pair such as `question`, in a language. */
export const nameOf = (
  item: { readonly name_zh: string; readonly name_en: string },
  language: Language,
): string => (language === 'zh' ? item.name_zh : item.name_en)

/** `?lang=` wins, then the last choice on this machine, then Chinese. */
export function initialLanguage(search: string): Language {
  const asked = new URLSearchParams(search).get('lang')
  const kept = asked ?? readKept()
  return kept === 'en' ? 'en' : 'zh'
}

/** Switches the language everywhere and remembers it on this machine. */
export function setLanguage(language: Language): void {
  sceneStore.setState({ language })
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  document.title = TEXTS[language].platform
  try {
    localStorage.setItem(KEPT_AS, language)
  } catch {
    // A browser that keeps nothing forgets the choice; the page works the same.
  }
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEPT_AS)
  } catch {
    return null
  }
}
