import { type ReactElement, useEffect } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../i18n/part-words.ts'
import { AlarmsView } from '../alarms/alarms-view.tsx'
import { ContextPane } from '../context/context-pane.tsx'
import { startDesk } from '../data/desk-session.ts'
import { deskStore, leaveOrder } from '../desk-store.ts'
import { DutyView } from '../duty/duty-view.tsx'
import { LogDialog } from '../duty/log-dialog.tsx'
import { EmergencyView } from '../emergency/emergency-view.tsx'
import { ActDialog } from '../emergency/forms/act-dialog.tsx'
import { OpenDialog } from '../emergency/open-dialog.tsx'
import { FieldBar } from '../field/field-bar.tsx'
import { fieldStore } from '../field/field-store.ts'
import { startField } from '../field/start-field.ts'
import { ImportDialog } from '../intake/import-dialog.tsx'
import { NewOrderDialog } from '../intake/new-order-dialog.tsx'
import { listenForKeys } from '../keys/engine.ts'
import { KeysDialog } from '../keys/keys-dialog.tsx'
import { Palette } from '../keys/palette.tsx'
import { QueueMap } from '../map/queue-map.tsx'
import { OrderPane } from '../order/order-pane.tsx'
import { BatchDialog } from '../queue/batch-dialog.tsx'
import { QueuePane } from '../queue/queue-pane.tsx'
import { WallCommands } from '../walls/wall-commands.tsx'
import { WallsView } from '../walls/walls-view.tsx'
import { registerDeskCommands } from './desk-commands.ts'
import { DeskHeader } from './desk-header.tsx'
import { markDesk } from './desk-page.ts'
import { followUrl } from './desk-url.ts'
import { Fenced } from './fenced.tsx'
import { SHELL_WORDS } from './shell-words.ts'
import { followAlarms } from './sound.ts'

/** The desk of whoever is signed in; taken down, with all it held, when he leaves. */
export function DeskFrame({ user }: { readonly user: string }): ReactElement {
  const view = useStore(deskStore, (state) => state.view)
  const dialog = useStore(deskStore, (state) => state.dialog)
  const isField = useStore(fieldStore, (state) => state.user !== null)
  useEffect(() => {
    const ends = [
      startDesk(),
      startField(),
      followUrl(),
      markDesk(),
      registerDeskCommands(),
      listenForKeys(window),
      followAlarms(),
    ]
    return () => {
      for (const end of ends) end()
    }
  }, [])
  return (
    <div className="desk" data-field={isField || undefined}>
      <DeskHeader user={user} />
      <FieldBar />
      <Fenced of={view}>
        {view === 'orders' ? <OrdersView /> : null}
        {view === 'alarms' ? <AlarmsView /> : null}
        {view === 'walls' ? <WallsView /> : null}
        {view === 'duty' ? <DutyView /> : null}
        {view === 'emergency' ? <EmergencyView /> : null}
      </Fenced>
      {dialog.kind === 'new-order' ? <NewOrderDialog /> : null}
      {dialog.kind === 'import' ? <ImportDialog /> : null}
      {dialog.kind === 'batch' ? <BatchDialog /> : null}
      {dialog.kind === 'log' ? <LogDialog /> : null}
      {dialog.kind === 'open-emergency' ? <OpenDialog start={dialog.start} /> : null}
      {dialog.kind === 'emergency-act' ? <ActDialog id={dialog.id} form={dialog.form} /> : null}
      <KeysDialog />
      <Palette />
      <WallCommands />
    </div>
  )
}

function OrdersView(): ReactElement {
  const text = useWords(SHELL_WORDS)
  const openId = useStore(deskStore, (state) => state.openId)
  const isMapShown = useStore(deskStore, (state) => state.isMapShown)
  const isMap = isMapShown && openId === null
  return (
    <main className="desk-body" data-open={openId !== null} data-map={isMap || undefined}>
      <QueuePane />
      <div className="desk-centre">
        {isMap ? (
          <Fenced of="map">
            <QueueMap />
          </Fenced>
        ) : openId === null ? (
          <div className="desk-hint">
            <p>{text.chooseOrder}</p>
            <p className="quiet">{text.chooseHow}</p>
          </div>
        ) : (
          <>
            <button type="button" className="desk-back" onClick={leaveOrder}>
              ← {text.backToQueue}
            </button>
            <Fenced of={openId}>
              <OrderPane key={openId} id={openId} />
            </Fenced>
          </>
        )}
      </div>
      <div className="desk-context">
        <Fenced of={openId ?? ''}>
          <ContextPane id={openId} />
        </Fenced>
      </div>
    </main>
  )
}
