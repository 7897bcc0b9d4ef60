import { Button, Checkbox, Modal } from '@mantine/core'
import { type DragEvent, type ReactElement, useId, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../i18n/part-words.ts'
import { useLanguage } from '../../i18n/text.ts'
import { closeDialog } from '../desk-store.ts'
import { isOver, templateUrl } from './import-api.ts'
import { ImportProgressView } from './import-progress.tsx'
import { importStore, resetImport, startImport } from './import-store.ts'
import { IMPORT_WORDS } from './import-words.ts'
import './intake.css'

const TAKES = '.csv,.txt,.xlsx,.ndjson,.jsonl'

/** Orders from a CSV, XLSX or NDJSON file: tried first or taken at once, with what became of every row. */
export function ImportDialog(): ReactElement {
  const text = useWords(IMPORT_WORDS)
  const language = useLanguage()
  const { progress, file } = useStore(importStore)
  const [dryRun, setDryRun] = useState(true)
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const inputId = useId()

  const take = (files: FileList | null): void => {
    const [first] = files ?? []
    if (first !== undefined) void startImport(first, dryRun)
  }
  const onDrop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  const ended = progress.state === 'refused' || (progress.state === 'job' && isOver(progress.job))
  const tried = progress.state === 'job' && progress.job.dryRun && progress.job.state === 'done'

  return (
    <Modal
      opened
      onClose={closeDialog}
      title={text.title}
      size="xl"
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <div className="intake-form">
        {progress.state === 'none' && (
          <>
            <section
              className="intake-drop"
              aria-label={text.pick}
              data-over={over}
              onDragOver={(event) => {
                event.preventDefault()
                setOver(true)
              }}
              onDragLeave={() => setOver(false)}
              onDrop={onDrop}
            >
              <p>{text.drop}</p>
              <Button variant="default" data-autofocus onClick={() => input.current?.click()}>
                {text.pick}
              </Button>
              <label htmlFor={inputId} className="intake-hidden">
                {text.pick}
              </label>
              <input
                ref={input}
                id={inputId}
                className="intake-hidden"
                type="file"
                tabIndex={-1}
                accept={TAKES}
                onChange={(event) => {
                  take(event.currentTarget.files)
                  event.currentTarget.value = ''
                }}
              />
              <p className="intake-quiet">{text.limits}</p>
            </section>
            <Checkbox
              label={text.dryRun}
              checked={dryRun}
              onChange={(event) => setDryRun(event.currentTarget.checked)}
            />
            <p>
              {text.template}{' '}
              <a className="intake-link" href={templateUrl('xlsx', language)} download>
                XLSX
              </a>{' '}
              <a className="intake-link" href={templateUrl('csv', language)} download>
                CSV
              </a>
            </p>
          </>
        )}
        <ImportProgressView progress={progress} />
        {ended && (
          <footer className="intake-buttons">
            {tried && file !== null && (
              <Button variant="default" onClick={() => void startImport(file, false)}>
                {text.reallyImport}
              </Button>
            )}
            <Button variant="default" onClick={resetImport}>
              {text.again}
            </Button>
          </footer>
        )}
      </div>
    </Modal>
  )
}
