import type { ReactElement } from 'react'

const RUNS = /([A-Za-z0-9][A-Za-z0-9.%+\-/ ]*)/

/**
 * A text that is scanned from afar: its Latin letters and figures are set a little larger, so that their capitals are
 * as high as the Chinese signs beside them and no less legible.
 */
export function ScanText({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {text.split(RUNS).map((run, at) =>
        at % 2 === 0 ? (
          run
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text stand in their order
          <span key={at} className="scan-latin">
            {run}
          </span>
        ),
      )}
    </>
  )
}
