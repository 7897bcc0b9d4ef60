import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connectionStore } from '../stores/connection.ts'
import { sceneStore } from '../stores/scene.ts'
import { LinkFrame } from './link-frame.tsx'

beforeEach(() => {
  connectionStore.setState({ link: { state: 'live' }, clockOffsetMs: 0, city: null })
  sceneStore.setState({ mode: 'normal', language: 'zh' })
})
afterEach(cleanup)

describe('the frame round the wall', () => {
  test('is absent while the wall is live in normal times', () => {
    const { container } = render(<LinkFrame />)
    expect(container.innerHTML).toBe('')
  })

  test('says that the link is lost and since when, and goes when it is back', () => {
    render(<LinkFrame />)
    act(() => connectionStore.setState({ link: { state: 'lost', sinceMs: Date.now() - 185_000 } }))
    expect(screen.getByRole('alert').textContent).toContain('连接中断')
    expect(screen.getByRole('alert').textContent).toContain('3 分钟')
    act(() => connectionStore.setState({ link: { state: 'live' } }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('says 回放 and the moment replayed', () => {
    const atMs = Date.parse('2026-11-20T00:30:00.000Z')
    connectionStore.setState({ link: { state: 'replay', atMs, speed: 60 } })
    render(<LinkFrame />)
    expect(screen.getByRole('status').textContent).toContain('回放')
    expect(screen.getByRole('status').textContent).toContain('2026-11-20 08:30:00')
  })

  test('shows emergency mode', () => {
    sceneStore.setState({ mode: 'emergency' })
    render(<LinkFrame />)
    expect(screen.getByRole('alert').textContent).toContain('战时')
  })
})
