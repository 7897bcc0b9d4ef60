import type { ReactElement } from 'react'
import { useStore } from 'zustand'
import { AlarmsView } from './alarms/alarms-view.tsx'
import { ContextPane } from './context/context-pane.tsx'
import { DeskMap } from './desk-map/desk-map.tsx'
import { deskStore } from './desk-store.ts'
import { DutyView } from './duty/duty-view.tsx'
import { ImportDialog } from './intake/import-dialog.tsx'
import { NewOrderDialog } from './intake/new-order-dialog.tsx'
import { OrderPane } from './order/order-pane.tsx'
import { TalkPane } from './talk/talk-pane.tsx'
import { WallsView } from './walls/walls-view.tsx'

/** The duty officer's page. */
export function Desk(): ReactElement {
  const { view, openId, dialog } = useStore(deskStore)
  return (
    <main>
      {view === 'orders' && openId !== null && <OrderPane id={openId} />}
      {view === 'orders' && openId !== null && <TalkPane orderId={openId} />}
      {view === 'orders' && <ContextPane id={openId} />}
      {view === 'orders' && <DeskMap />}
      {view === 'alarms' && <AlarmsView />}
      {view === 'walls' && <WallsView />}
      {view === 'duty' && <DutyView />}
      {dialog.kind === 'new-order' && <NewOrderDialog />}
      {dialog.kind === 'import' && <ImportDialog />}
    </main>
  )
}
