import { Menu } from '@mantine/core'
import { type ReactElement, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { PERMITS } from '../../../protocol/access/permit.ts'
import type { Notice } from '../../../protocol/order/note.ts'
import { sessionStore } from '../../data/session.ts'
import { useWords } from '../../i18n/part-words.ts'
import { formatMoment } from '../../ui/format.ts'
import { deskNowMs } from '../data/link-store.ts'
import { deskStore, openOrder } from '../desk-store.ts'
import { registerCommands } from '../keys/commands.ts'
import { useNamed } from '../shell/use-named.ts'
import { NOTICE_WORDS } from './notice-words.ts'
import { useWaiting, type Waiting } from './notices-data.ts'
import './notices.css'

const READERS: readonly string[] = PERMITS['orders.comment']

/** What waits to be read by one's department (D21); of all of them, for those who see all. */
export function NoticeBell(): ReactElement | null {
  const session = useStore(sessionStore)
  const mayRead =
    session.state === 'in' && session.session.roles.some((role) => READERS.includes(role))
  return mayRead ? <Bell /> : null
}

function Bell(): ReactElement {
  const text = useWords(NOTICE_WORDS)
  const { data, isError } = useWaiting()
  const [opened, setOpened] = useState(false)
  useEffect(
    () =>
      registerCommands([
        {
          id: 'desk.notices',
          group: 'general',
          label: { zh: '看待阅的提醒', en: 'Show what waits to be read' },
          keys: 'g i',
          run: () => setOpened(true),
        },
      ]),
    [],
  )
  const count =
    (data?.notices.length ?? 0) + (data?.units ?? []).reduce((n, unit) => n + unit.counts.unread, 0)
  const shown = data === undefined ? '—' : String(count)
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={400}>
      <Menu.Target>
        <button
          type="button"
          className="desk-button"
          // What is read out begins with what is seen, also where nothing can be read (no link).
          aria-label={isError ? `${text.bell} ${shown} · ${text.failed}` : text.waiting(count)}
        >
          {text.bell} <span className="figures">{shown}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown className="notice-list">
        {isError && data === undefined ? <Menu.Label>{text.failed}</Menu.Label> : null}
        {data === undefined ? null : <Lines waiting={data} />}
      </Menu.Dropdown>
    </Menu>
  )
}

function Lines({ waiting }: { readonly waiting: Waiting }): ReactElement {
  const text = useWords(NOTICE_WORDS)
  const named = useNamed()
  const { notices, units } = waiting
  if (notices.length + units.length === 0) return <Menu.Label>{text.none}</Menu.Label>
  return (
    <>
      {notices.map((notice) => (
        <Menu.Item key={notice.id} onClick={() => openOrder(notice.orderId)}>
          <NoticeText notice={notice} />
        </Menu.Item>
      ))}
      {units.map(({ department, counts }) => (
        <Menu.Item
          key={department}
          onClick={() =>
            deskStore.setState({ view: 'orders', filter: { state: 'open', department } })
          }
        >
          {text.unit(named.department(department), counts.unread, counts.unseen)}
        </Menu.Item>
      ))}
    </>
  )
}

function NoticeText({ notice }: { readonly notice: Notice }): ReactElement {
  const { kinds } = useWords(NOTICE_WORDS)
  return (
    <span className="notice-line">
      <span>{notice.title}</span>
      {notice.text === null ? null : <span className="notice-said">{notice.text}</span>}
      <span className="quiet figures">
        {kinds[notice.kind](notice.by ?? '')} · {notice.orderId} ·{' '}
        {formatMoment(Date.parse(notice.at), deskNowMs())}
      </span>
    </span>
  )
}
