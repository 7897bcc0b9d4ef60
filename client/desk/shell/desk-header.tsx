import { Menu } from '@mantine/core'
import { type ReactElement, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { PERMITS, type Permit } from '../../../protocol/access/permit.ts'
import { LEVELS } from '../../../protocol/indicator/definition.ts'
import { sessionStore, signOut } from '../../data/session.ts'
import { useWords } from '../../i18n/part-words.ts'
import { setLanguage, useLanguage, useText } from '../../i18n/text.ts'
import { sceneStore } from '../../stores/scene.ts'
import { applyTheme, themeNamed } from '../../ui/apply-theme.ts'
import { LevelMark } from '../../ui/level-mark.tsx'
import { LEVEL_WORDS } from '../../ui/level-words.ts'
import { alarmStore } from '../data/alarm-store.ts'
import { linkStore } from '../data/link-store.ts'
import { queueStore } from '../data/queue-store.ts'
import { DESK_VIEWS, type DeskView, deskStore, showDialog, showView } from '../desk-store.ts'
import { EmergencyChips } from '../emergency/emergency-chips.tsx'
import { fieldStore } from '../field/field-store.ts'
import { openPalette } from '../keys/palette.tsx'
import { NoticeBell } from '../notices/notice-bell.tsx'
import { countLamps } from '../queue/lamp.ts'
import { LampMark } from '../queue/lamp-mark.tsx'
import { CityStage } from '../stage/city-stage.tsx'
import { SHELL_WORDS } from './shell-words.ts'
import { muteSound, soundStore, testSound, unmuteSound } from './sound.ts'
import { tellFailure } from './tell.ts'
import { useDeskNow } from './use-desk-now.ts'

const CLOCK = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: '2-digit',
  day: '2-digit',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})
const HOUR = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})

const NOBODY: readonly string[] = []
const PERMIT_OF: Readonly<Record<DeskView, Permit>> = {
  orders: 'orders.read',
  alarms: 'alarms.read',
  walls: 'walls.read',
  duty: 'duty.read',
  emergency: 'emergencies.read',
}
/** A view of which somebody may read nothing is no way to anywhere. */
const mayOpen = (view: DeskView, role: string): boolean => {
  const readers: readonly string[] = PERMITS[PERMIT_OF[view]]
  return readers.includes(role)
}

/** The desk's head: where one is, how the orders and alarms stand, the time, the link, who is signed in. */
export function DeskHeader({ user }: { readonly user: string }): ReactElement {
  const text = useWords(SHELL_WORDS)
  const shared = useText()
  const view = useStore(deskStore, (state) => state.view)
  const roles = useStore(sessionStore, (state) =>
    state.state === 'in' ? state.session.roles : NOBODY,
  )
  const views = DESK_VIEWS.filter((name) => roles.some((role) => mayOpen(name, role)))
  return (
    <header className="desk-head">
      <div className="desk-whole">
        <div className="desk-name">
          <strong>{shared.platformShort}</strong>
          <span>{text.desk}</span>
        </div>
        <CityStage />
      </div>
      <nav className="desk-views" aria-label={text.viewsLabel}>
        {views.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={view === name ? 'page' : undefined}
            onClick={() => showView(name)}
          >
            {text.views[name]}
            {name === 'alarms' ? <AlarmCount /> : null}
          </button>
        ))}
      </nav>
      <LampCounts />
      <span className="desk-gap" />
      <DeskClock />
      <DeskMenu user={user} />
      <EmergencyChips />
    </header>
  )
}

function AlarmCount(): ReactElement | null {
  const text = useWords(SHELL_WORDS)
  const alarms = useStore(alarmStore, (state) => state.alarms)
  const language = useLanguage()
  const active = [...(alarms?.values() ?? [])].filter(({ state }) => state === 'active')
  const worst = LEVELS.findLast((level) => active.some((alarm) => alarm.level === level))
  if (worst === undefined) return null
  return (
    <span className="desk-count" title={text.alarms(active.length)}>
      <LevelMark level={worst} />
      <span className="for-readers">{`${LEVEL_WORDS[worst][language]} ${text.unacknowledged}`}</span>
      <span className="figures">{active.length}</span>
    </span>
  )
}

function LampCounts(): ReactElement {
  const text = useWords(SHELL_WORDS)
  const rows = useStore(queueStore, (state) => state.rows)
  const offsetMs = useStore(linkStore, (state) => state.offsetMs)
  const nowMs = useDeskNow(offsetMs)
  const simulated = useMemo(() => rows.some((row) => row.simulated), [rows])
  const counts = useMemo(() => countLamps(rows, nowMs), [rows, nowMs])
  return (
    <div className="desk-lamps">
      {(['red', 'amber'] as const).map((lamp) => (
        <button
          key={lamp}
          type="button"
          className="desk-count"
          onClick={() =>
            deskStore.setState({
              view: 'orders',
              filter: { state: 'open', ...(lamp === 'red' ? { overdue: true } : {}) },
            })
          }
        >
          <LampMark lamp={lamp} />
          <span>{text[lamp]}</span>
          <span className="figures">{counts[lamp]}</span>
        </button>
      ))}
      <span className="desk-count">
        <LampMark lamp="green" />
        <span>{text.inTime}</span>
        <span className="figures">{counts.green}</span>
      </span>
      {simulated ? <span className="desk-demo">{text.demo}</span> : null}
    </div>
  )
}

function DeskClock(): ReactElement {
  const text = useWords(SHELL_WORDS)
  const { link, offsetMs } = useStore(linkStore)
  const nowMs = useDeskNow(offsetMs)
  const said =
    link.state === 'lost'
      ? text.lost(Math.max(0, Math.round((nowMs - offsetMs - link.sinceMs) / 1_000)))
      : text[link.state]
  return (
    <div className="desk-clock">
      <span className="figures">{CLOCK.format(nowMs)}</span>
      <span className="desk-link-state" data-state={link.state} role="status">
        {said}
      </span>
    </div>
  )
}

function DeskMenu({ user }: { readonly user: string }): ReactElement {
  const text = useWords(SHELL_WORDS)
  const language = useLanguage()
  const theme = useStore(sceneStore, (state) => state.theme)
  const [opened, setOpened] = useState(false)
  const other = language === 'zh' ? 'en' : 'zh'
  const leave = (): void => {
    // What waits to be sent is wiped with the rest: that is asked first.
    if (fieldStore.getState().items.length > 0) fieldStore.setState({ list: 'leaving' })
    else void signOut().catch(tellFailure)
  }
  const flipTheme = (): void => {
    const next = themeNamed(theme === 'day' ? null : 'day')
    applyTheme(next, document.documentElement)
    sceneStore.setState({ theme: next.name })
  }
  return (
    <div className="desk-tools">
      <button
        type="button"
        className="desk-button"
        onClick={() => showDialog({ kind: 'new-order', start: {} })}
      >
        {text.newOrder} <kbd>n</kbd>
      </button>
      <button type="button" className="desk-button desk-palette" onClick={openPalette}>
        {text.palette} <kbd>Ctrl K</kbd>
      </button>
      <NoticeBell />
      <SoundControl />
      <Menu opened={opened} onChange={setOpened} position="bottom-end">
        <Menu.Target>
          <button type="button" className="desk-button" aria-label={text.signedIn(user)}>
            {user}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => showDialog({ kind: 'import' })}>{text.import}</Menu.Item>
          <Menu.Item onClick={() => showDialog({ kind: 'keys' })}>{text.keys}</Menu.Item>
          <Menu.Item onClick={flipTheme}>{theme === 'day' ? text.night : text.day}</Menu.Item>
          <Menu.Item lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => setLanguage(other)}>
            {text.language}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={leave}>{text.signOut}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function SoundControl(): ReactElement {
  const text = useWords(SHELL_WORDS)
  const { testedAtMs, mutedUntilMs } = useStore(soundStore)
  const nowMs = useDeskNow(0)
  const [opened, setOpened] = useState(false)
  const mutedS = mutedUntilMs === null ? 0 : Math.ceil((mutedUntilMs - nowMs) / 1_000)
  const said =
    testedAtMs === null
      ? text.soundOff
      : mutedS > 0
        ? text.muted(mutedS)
        : text.soundOn(HOUR.format(testedAtMs))
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end">
      <Menu.Target>
        <button
          type="button"
          className="desk-button desk-sound"
          aria-label={`${text.sound}: ${said}`}
        >
          {said}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void testSound().catch(tellFailure)}>{text.soundTest}</Menu.Item>
        {mutedS > 0 ? (
          <Menu.Item onClick={unmuteSound}>{text.unmute}</Menu.Item>
        ) : (
          <Menu.Item onClick={muteSound} disabled={testedAtMs === null}>
            {text.mute}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
