import { Button, Modal, Progress, Select } from '@mantine/core'
import { type ReactElement, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { OrderAction } from '../../../protocol/order/table.ts'
import { ORDER_RULES } from '../../../protocol/order/table.ts'
import { newId } from '../../data/new-id.ts'
import { useWords, words } from '../../i18n/part-words.ts'
import { actOnOrder, fetchOrder } from '../data/order-detail.ts'
import { openRow } from '../data/queue-store.ts'
import { closeDialog, deskStore } from '../desk-store.ts'
import { failureText } from '../shell/tell.ts'
import { untickAll } from './moves.ts'

/** Acts that need nothing but the order itself. */
const BATCH_ACTS = [
  'urge',
  'accept',
  'file',
  'dispatch',
  'express',
  'sign',
  'close',
] as const satisfies readonly OrderAction[]
type BatchAct = (typeof BATCH_ACTS)[number]

const WORDS = words({
  zh: {
    title: (n: number): string => `批量办理 ${n} 件`,
    act: '动作',
    acts: {
      urge: '催办',
      accept: '受理',
      file: '立案',
      dispatch: '派遣',
      express: '受理并派遣',
      sign: '签收',
      close: '结案',
    },
    preview: (can: number, cannot: number): string =>
      cannot === 0 ? `${can} 件都可以` : `${can} 件可以,${cannot} 件当前状态不可,将跳过`,
    run: (n: number): string => `办理 ${n} 件`,
    stop: '停止',
    done: (ok: number, failed: number): string => `完成 ${ok} 件,未成 ${failed} 件`,
    close: '关闭',
    progress: '进度',
  },
  en: {
    title: (n: number): string => `Act on ${n} orders`,
    act: 'Act',
    acts: {
      urge: 'Urge',
      accept: 'Accept',
      file: 'File',
      dispatch: 'Dispatch',
      express: 'Accept and dispatch',
      sign: 'Sign',
      close: 'Close',
    },
    preview: (can: number, cannot: number): string =>
      cannot === 0
        ? `all ${can} can`
        : `${can} can; ${cannot} cannot in their state and are left out`,
    run: (n: number): string => `Act on ${n}`,
    stop: 'Stop',
    done: (ok: number, failed: number): string => `${ok} done, ${failed} not`,
    close: 'Close',
    progress: 'Progress',
  },
})

type Failure = { readonly id: string; readonly why: string }

/** One act on all ticked orders, each by itself: what one refuses costs no other (FEATURES D31). */
export function BatchDialog(): ReactElement {
  const text = useWords(WORDS)
  const ticked = useStore(deskStore, (state) => state.tickedIds)
  const [ids] = useState(() => [...ticked])
  const [action, setAction] = useState<BatchAct>('urge')
  const [done, setDone] = useState(0)
  const [failures, setFailures] = useState<readonly Failure[]>([])
  const [state, setState] = useState<'asking' | 'running' | 'ended'>('asking')
  const stopped = useRef(false)
  const can = ids.filter((id) => {
    const row = openRow(id)
    return row !== undefined && ORDER_RULES[action].from.includes(row.state)
  })

  const run = async (): Promise<void> => {
    setState('running')
    for (const id of can) {
      if (stopped.current) break
      try {
        const { rev } = await fetchOrder(id)
        await actOnOrder(id, { action, rev, actionId: newId(), args: {} })
        setDone((n) => n + 1)
      } catch (problem) {
        setFailures((all) => [...all, { id, why: failureText(problem) }])
      }
    }
    setState('ended')
    untickAll()
  }
  const tried = done + failures.length
  return (
    <Modal
      opened
      onClose={closeDialog}
      title={text.title(ids.length)}
      closeButtonProps={{ 'aria-label': text.close }}
    >
      <Select
        label={text.act}
        data={BATCH_ACTS.map((value) => ({ value, label: text.acts[value] }))}
        value={action}
        allowDeselect={false}
        disabled={state !== 'asking'}
        onChange={(value) => {
          const picked = BATCH_ACTS.find((one) => one === value)
          if (picked !== undefined) setAction(picked)
        }}
      />
      <p className="quiet" role="status">
        {state === 'asking'
          ? text.preview(can.length, ids.length - can.length)
          : text.done(done, failures.length)}
      </p>
      {state === 'asking' ? null : (
        <Progress
          value={can.length === 0 ? 100 : (tried / can.length) * 100}
          aria-label={text.progress}
        />
      )}
      <ul>
        {failures.map(({ id, why }) => (
          <li key={id}>
            {id} · {why}
          </li>
        ))}
      </ul>
      {state === 'asking' ? (
        <Button disabled={can.length === 0} onClick={() => void run()}>
          {text.run(can.length)}
        </Button>
      ) : null}
      {state === 'running' ? (
        <Button
          variant="default"
          onClick={() => {
            stopped.current = true
          }}
        >
          {text.stop}
        </Button>
      ) : null}
      {state === 'ended' ? <Button onClick={closeDialog}>{text.close}</Button> : null}
    </Modal>
  )
}
