import { type Language, useLanguage } from './text.ts'

/** The words of one part of the desk: the same keys in both languages, checked by the compiler. */
export type Words<T> = { readonly zh: T; readonly en: { readonly [K in keyof T]: Widened<T[K]> } }

type Widened<V> = V extends string
  ? string
  : V extends (...args: infer Args) => string
    ? (...args: Args) => string
    : V extends readonly string[]
      ? readonly string[]
      : { readonly [K in keyof V]: Widened<V[K]> }

/** Keeps a part's words together with the part: `const WORDS = words({ zh: {…}, en: {…} })`. */
export const words = <const T>(both: Words<T>): Words<T> => both

/** The part's words in the language in use; re-renders when it changes. */
export const useWords = <T>(both: Words<T>): Words<T>['zh'] | Words<T>['en'] => both[useLanguage()]

/** The part's words outside React. */
export const wordsIn = <T>(both: Words<T>, language: Language): Words<T>['zh'] | Words<T>['en'] =>
  both[language]
