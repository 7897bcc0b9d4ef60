import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sourceUrl } from '../source-url.ts'
import { type Config, readConfig } from './config.ts'
import type { Service } from './service.ts'
import { prepareDataDir, probeAddress, startErrorLines } from './start-errors.ts'
import type { Store } from './store/store.ts'

const CLIENT_DIR = fileURLToPath(new URL('../dist/client', sourceUrl(import.meta.url)))
const PACKAGE = new URL('../package.json', sourceUrl(import.meta.url))
/** A close that takes longer is cut off: everything acknowledged is durable already. */
const CLOSE_WITHIN_MS = 8_000

const exit = (code: number): never => process.exit(code)
const tell = (line: string): void => console.error(line)

function tellError(what: string, error: unknown): void {
  tell(
    `${new Date().toISOString()} ${what}: ${error instanceof Error ? error.stack : String(error)}`,
  )
}

/** Tells why in one line (one for each wrong setting) and ends; whoever watches over the process starts it anew. */
function giveUp(error: unknown): never {
  for (const line of startErrorLines(error)) tell(line)
  return exit(1)
}

async function openStore(dir: string): Promise<Store> {
  const { openSqliteStore } = await import('./store/sqlite/open.ts')
  return openSqliteStore({ dir, onLost: giveUp })
}

async function readVersion(): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(PACKAGE, 'utf8'))
  const version =
    typeof parsed === 'object' && parsed !== null && 'version' in parsed ? parsed.version : null
  return typeof version === 'string' ? version : 'unknown'
}

function greet(config: Config, version: string, { url, firstAccount }: Service): void {
  const lines = [
    `宁治慧 Ningzhihui ${version} · ${config.profile}`,
    `  大屏 wall    ${url}/wall/main`,
    `  首页 entry   ${url}/`,
    `  数据 data    ${config.dataDir}`,
  ]
  if (config.profile === 'demo') {
    lines.push(
      '  演示账号:operator、duty、supervisor、checker、leader、handler-<部门代码>、sysadmin、secadmin、auditor,密码与用户名相同;仅限本机访问。',
      '  Demo accounts: the same names, password = user name; reachable from this machine only.',
      '  本机打开的大屏自动配对,无需登录。 / A wall opened on this machine is paired by itself, without a login.',
    )
    if (config.simulator) {
      lines.push('  数据为模拟,并始终如此标注。 / The data is simulated and always marked so.')
    }
  }
  if (firstAccount !== null) {
    lines.push(
      `  首个账号(仅显示一次,首次登录须改密) / first account, shown once, to be changed at first sign-in: ${firstAccount.username} / ${firstAccount.password}`,
    )
  }
  console.log(lines.join('\n'))
}

async function run(): Promise<void> {
  const config = readConfig(process.env)
  await prepareDataDir(config.dataDir)
  await probeAddress(config.host, config.port)
  // Loaded only now, so that a wrong setting is told at once; the storage threads load beside the rest.
  const [store, { startService }, version] = await Promise.all([
    openStore(config.dataDir),
    import('./service.ts'),
    readVersion(),
  ])
  const service = await startService({
    config,
    store,
    version,
    clientDir: CLIENT_DIR,
    onError: tellError,
    onCatalogProblems: (problems) => {
      for (const { file, row, reason } of problems) {
        tell(
          `场景文件未采用 / catalog file not taken up: ${file}${row === null ? '' : `:${row}`}: ${reason}`,
        )
      }
    },
  }).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  greet(config, version, service)

  let closing = false
  const close = (signal: NodeJS.Signals): void => {
    if (closing) exit(1)
    closing = true
    tell(`${signal}: 正在关闭 / closing`)
    setTimeout(() => exit(1), CLOSE_WITHIN_MS).unref()
    service
      .close()
      .then(() => store.close())
      .then(
        () => exit(0),
        (error: unknown) => {
          tellError('close', error)
          exit(1)
        },
      )
  }
  process.on('SIGINT', close)
  process.on('SIGTERM', close)
}

for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  process.on(event, (error: unknown) => {
    tellError(event, error)
    exit(1)
  })
}
run().catch(giveUp)
