import { expect, test } from 'vitest'
import { AppError } from '../../protocol/error/codes.ts'
import { countIngest } from './count-ingest.ts'

const sender = { source: 'street', department: null }

test('[R8] each request that is turned away is counted once, wherever it is, and other failures are not', async () => {
  let failure: Error = new AppError('TOO_MANY')
  const fail = async () => {
    throw failure
  }
  const { ingest, counts } = countIngest({
    accept: fail,
    checkRoom: fail,
    refuse: fail,
    countRefused: async () => undefined,
  })
  await expect(ingest.checkRoom(sender)).rejects.toThrow('TOO_MANY')
  await expect(ingest.refuse(sender)).rejects.toThrow('TOO_MANY')
  await expect(ingest.accept([], [], sender)).rejects.toThrow('TOO_MANY')
  failure = new AppError('STORE_FULL')
  await expect(ingest.accept([], [], sender)).rejects.toThrow('STORE_FULL')
  expect(counts.nzh_reading_requests_turned_away_total).toBe(3)
})
