import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { sceneStore } from '../stores/scene.ts'
import { Pairing } from './pairing.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const server = (claims: number[]): void => {
  vi.stubGlobal('fetch', async (url: string) =>
    url.endsWith('/claim')
      ? Response.json({ state: 'pending' }, { status: claims.shift() ?? 202 })
      : Response.json({ id: 'p1', wall: 'main', code: '402917', pollToken: 's' }, { status: 201 }),
  )
}

describe('the pairing screen', () => {
  test('shows the six digits and what to do with them', async () => {
    sceneStore.setState({ language: 'zh' })
    server([202])
    render(<Pairing wall="main" revoked={true} onEnrolled={() => {}} />)
    await waitFor(() => expect(screen.getByLabelText('屏幕配对').textContent).toBe('402917'))
    expect(screen.getByText(/登记到大屏“main”/)).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toContain('重新配对')
  })

  test('goes on by itself when it is confirmed at once', async () => {
    server([200])
    const enrolled = vi.fn()
    render(<Pairing wall="main" revoked={false} onEnrolled={enrolled} />)
    await waitFor(() => expect(enrolled).toHaveBeenCalledOnce())
  })
})
