import { memo } from 'react'

type NumberRollProps = { readonly text: string }

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

/**
 * A number whose digits roll to their new place in at most 400 ms. Every digit has the width of one tabular figure,
 * so the number never shifts what stands beside it. The text itself is there for readers and programs.
 */
export const NumberRoll = memo(function NumberRoll({ text }: NumberRollProps) {
  const signs = [...text]
  return (
    <span className="number-roll">
      <span className="number-roll-text">{text}</span>
      <span className="number-roll-face" aria-hidden="true">
        {signs.map((sign, i) => {
          const fromRight = signs.length - i
          const digit = DIGITS.indexOf(sign)
          return digit < 0 ? (
            <span key={`s${fromRight}`} data-sign={sign} />
          ) : (
            <span key={`d${fromRight}`} className="number-roll-digit">
              <span
                className="number-roll-strip"
                data-digits={DIGITS.join('\n')}
                style={{ transform: `translateY(${-digit * 10}%)` }}
              />
            </span>
          )
        })}
      </span>
    </span>
  )
})
