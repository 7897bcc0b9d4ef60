/**
 * Text as pairs of neighbouring characters, for an index that finds any part of a text in any script: Chinese has no
 * gaps between words. Each UTF-16 unit is written with four letters or digits, so that a plain ASCII tokenizer takes
 * each pair as one word and nothing in a text can be taken for an operator.
 */
const WIDTH = 4
const BASE = 36
/** Stands behind the last character, so that it too begins a pair. */
const END = 0

const written = (unit: number): string => unit.toString(BASE).padStart(WIDTH, '0')

function unitsOf(text: string): string[] {
  const units: string[] = []
  for (let i = 0; i < text.length; i += 1) units.push(written(text.charCodeAt(i)))
  return units
}

const pairsOf = (units: readonly string[]): string[] =>
  units.slice(1).map((unit, i) => `${units[i]}${unit}`)

/** The text as it is searched: letter case does not matter. */
export const gramsOf = (text: string): string =>
  pairsOf([...unitsOf(text.toLowerCase()), written(END)]).join(' ')

/** Words of a search, each of which a text has to hold; none when nothing is asked for. */
export const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean)

/** FTS5 expression that holds for exactly the texts that hold every word. `words` as `wordsOf` gives them, not empty. */
export const matchOf = (words: readonly string[]): string =>
  words
    .map((word) =>
      word.length === 1 ? `${unitsOf(word).join('')}*` : `"${pairsOf(unitsOf(word)).join(' ')}"`,
    )
    .join(' AND ')
