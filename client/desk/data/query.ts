import { QueryClient } from '@tanstack/react-query'

/** What the desk has asked the server for. Kept fresh by the stream (`live.ts`), not by asking again and again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    // Without a link, too: what is kept on the device is an answer, and so is the server's silence.
    queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { retry: 0 },
  },
})

export const orderKey = (id: string): readonly string[] => ['order', id]
export const notesKey = (id: string): readonly string[] => ['notes', id]
