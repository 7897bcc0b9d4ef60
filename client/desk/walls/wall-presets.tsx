import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { formatExact } from '../../i18n/clock.ts'
import { useWords } from '../../i18n/part-words.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { WALL_WORDS } from './wall-words.ts'
import { type DeskCommand, fetchPresets, removePreset, savePreset } from './walls-data.ts'

const LOOK_EVERY_MS = 15_000
const LONGEST_NAME = 60

type PresetsProps = {
  readonly wall: string
  readonly mayRecall: boolean
  readonly mayEdit: boolean
  readonly named: (id: string | null) => string
  readonly send: (command: DeskCommand) => void
  /** Does it and says how it went. */
  readonly act: (work: () => Promise<string>) => void
}

/** The pictures kept for a wall: one press brings one back, another keeps what is shown. */
export function WallPresets(props: PresetsProps): ReactElement {
  const { wall, mayRecall, mayEdit, named, send, act } = props
  const text = useWords(WALL_WORDS)
  const [name, setName] = useState('')
  const presets = useQuery({
    queryKey: ['presets', wall],
    queryFn: ({ signal }) => fetchPresets(wall, signal),
    refetchInterval: LOOK_EVERY_MS,
    retry: false,
  })
  return (
    <section className="wall-presets" aria-label={text.presets}>
      <h3>{text.presets}</h3>
      {presets.isError ? <p role="alert">{text.failed}</p> : null}
      {presets.data?.length === 0 ? <p className="quiet">{text.noPresets}</p> : null}
      <ul>
        {(presets.data ?? []).map((preset) => (
          <li key={preset.id} data-preset={preset.id}>
            <button
              type="button"
              className="desk-button wall-recall"
              disabled={!mayRecall}
              title={text.recall}
              onClick={() => send({ command: 'preset', preset: preset.id })}
            >
              <b>{preset.name}</b>
              <span>{named(preset.picture.scenario)}</span>
            </button>
            <span className="quiet">
              {text.version(preset.version)} · {preset.savedBy} ·{' '}
              {formatExact(Date.parse(preset.savedAt))}
            </span>
            {mayEdit ? (
              <span className="wall-line">
                <button
                  type="button"
                  className="desk-button"
                  onClick={() =>
                    act(async () => {
                      await savePreset(wall, preset.name, preset)
                      return text.saved(preset.name)
                    })
                  }
                >
                  {text.update}
                </button>
                <ConfirmButton
                  label={text.remove}
                  confirm={text.confirmRemove}
                  onConfirm={() =>
                    act(async () => {
                      await removePreset(wall, preset)
                      return text.removed(preset.name)
                    })
                  }
                />
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {mayEdit ? (
        <form
          className="wall-line"
          onSubmit={(event) => {
            event.preventDefault()
            const wanted = name.trim()
            if (wanted === '') return
            act(async () => {
              await savePreset(wall, wanted)
              setName('')
              return text.saved(wanted)
            })
          }}
        >
          <input
            className="queue-search"
            aria-label={text.presetName}
            placeholder={text.presetName}
            value={name}
            maxLength={LONGEST_NAME}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <button type="submit" className="desk-button" disabled={name.trim() === ''}>
            {text.save}
          </button>
        </form>
      ) : null}
    </section>
  )
}
