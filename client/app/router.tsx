import { lazy, type ReactElement, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { Entry } from './entry.tsx'
import { NotFound } from './not-found.tsx'

const Wall = lazy(() => import('./wall.tsx').then((module) => ({ default: module.Wall })))
const Desk = lazy(() => import('../desk/desk.tsx').then((module) => ({ default: module.Desk })))
const NotBuilt = lazy(() =>
  import('./not-built.tsx').then((module) => ({ default: module.NotBuilt })),
)

/** The pages (PROTOCOL §1). The wall's code is loaded with the wall only. */
export function Router(): ReactElement {
  return (
    <Suspense fallback={null}>
      <Switch>
        <Route path="/">
          <Entry />
        </Route>
        <Route path="/wall/:wallId">{({ wallId }) => <Wall wallId={wallId} />}</Route>
        <Route path="/desk">
          <Desk />
        </Route>
        <Route path="/room/:roomId">
          <NotBuilt part="room" />
        </Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </Suspense>
  )
}
