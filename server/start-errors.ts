import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { AppError, ERROR_CODES } from '../protocol/error/codes.ts'
import { ConfigError } from './config.ts'
import { RulebookError } from './orders/rulebook.ts'
import { WallsFileError } from './walls/sight-file.ts'

/** A start that cannot go on, with the line that tells why. */
export class StartError extends Error {
  constructor(line: string, cause?: unknown) {
    super(line, { cause })
    this.name = 'StartError'
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

const WHY_NOT_WRITABLE: Readonly<Record<string, string>> = {
  EACCES: '没有写权限 / no permission to write',
  EPERM: '没有写权限 / no permission to write',
  EROFS: '文件系统只读 / the file system is read-only',
  ENOSPC: '磁盘已满 / the disk is full',
  ENOTDIR: '路径上有一项不是目录 / a part of the path is no folder',
  ENOENT: '无法在此处新建目录 / no folder can be made here',
  EEXIST: '该路径不是目录 / the path is no folder',
}

/**
 * Makes a folder and those above it. Not by `recursive`, which never ends where a file system says "no such
 * file" to every new folder (as /proc does).
 */
async function makeDir(dir: string): Promise<void> {
  if ((await stat(dir).catch(() => null))?.isDirectory() === true) return
  if (dirname(dir) !== dir) await makeDir(dirname(dir))
  await mkdir(dir, { mode: 0o700 })
}

/** Makes the data folder, for the owner of the process only, and writes one byte into it. @throws StartError with the reason */
export async function prepareDataDir(dir: string): Promise<void> {
  const probe = join(dir, `.write-probe-${process.pid}`)
  try {
    await makeDir(dir)
    await writeFile(probe, '1')
    await rm(probe)
  } catch (error) {
    const why = WHY_NOT_WRITABLE[codeOf(error)] ?? (error instanceof Error ? error.message : '')
    throw new StartError(
      `数据目录不可写 / the data folder cannot be written: ${dir} (${why})`,
      error,
    )
  }
}

/** @returns what a failure to listen means to the person who started the server */
export function listenError(error: unknown, host: string, port: number): unknown {
  const address = `${host}:${port}`
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `端口已被占用 / the port is taken: ${address} (set PORT to another one)`,
        error,
      )
    case 'EACCES':
      return new StartError(`没有监听该端口的权限 / no permission to listen on ${address}`, error)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(`本机没有该地址 / this machine has no such address: ${address}`, error)
    default:
      return error
  }
}

/** Looks whether the address can be listened on, before anything that takes long. @throws StartError */
export async function probeAddress(host: string, port: number): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host, port }, resolve)
    })
  } catch (error) {
    throw listenError(error, host, port)
  }
  await new Promise((resolve) => probe.close(resolve))
}

type Problem = { readonly file?: unknown; readonly row?: unknown; readonly reason?: unknown }

function lineOf(error: AppError): string {
  const { zh, en } = ERROR_CODES[error.code]
  const { problems, ...rest } = error.detail
  const [first] = Array.isArray(problems) ? (problems as readonly Problem[]) : []
  const where =
    first === undefined
      ? Object.values(rest).map(String).join('; ')
      : `${first.file}${first.row === null ? '' : `:${first.row}`}: ${first.reason}`
  return `${zh} / ${en}${where === '' ? '' : `: ${where}`}`
}

/** @returns the lines that tell why the server does not start: one, or one for each wrong setting */
export function startErrorLines(error: unknown): readonly string[] {
  if (error instanceof ConfigError)
    return error.problems.map((problem) => `配置有误 / setting: ${problem}`)
  if (error instanceof RulebookError)
    return error.problems.map(
      (problem) => `工单规则或日历有误 / order rules or calendar: ${problem}`,
    )
  if (error instanceof WallsFileError)
    return error.problems.map((problem) => `大屏尺寸文件有误 / walls file: ${problem}`)
  if (error instanceof StartError) return [error.message]
  if (error instanceof AppError) return [lineOf(error)]
  return [error instanceof Error ? `${error.name}: ${error.message}` : String(error)]
}
