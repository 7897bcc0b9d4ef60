import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { AppError } from '../../protocol/error/codes.ts'

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le'

/** Reads a whole file as one encoding without keeping it. @returns whether every byte of it is valid */
async function isValid(path: string, encoding: Encoding): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const chunk of createReadStream(path)) {
      decoder.decode(chunk as Buffer, { stream: true })
    }
    decoder.decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

/**
 * The encoding of a text file: what its byte order mark says, else UTF-8 when every byte fits, else GB18030, which a
 * Chinese Excel writes.
 *
 * @throws AppError FILE_KIND when it is neither, or not text at all
 */
export async function encodingOf(path: string): Promise<Encoding> {
  const file = await open(path)
  const head = Buffer.alloc(4_096)
  const { bytesRead } = await file.read(head, 0, head.length, 0).finally(() => file.close())
  if (bytesRead >= 2 && head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head.subarray(0, bytesRead).includes(0)) {
    throw new AppError('FILE_KIND', { detail: { reason: 'not a text file' } })
  }
  if (await isValid(path, 'utf-8')) return 'utf-8'
  if (await isValid(path, 'gb18030')) return 'gb18030'
  throw new AppError('FILE_KIND', { detail: { reason: 'neither UTF-8 nor GB18030' } })
}

/** The text of a file piece by piece, without its byte order mark. */
export async function* textOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of createReadStream(path)) {
    yield decoder.decode(chunk as Buffer, { stream: true })
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}
