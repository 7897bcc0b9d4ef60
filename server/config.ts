import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { Resolution } from './store/store.ts'
import { readTileSetting, type TileSetting } from './tiles/setting.ts'

export type Profile = 'demo' | 'production'
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Everything a deployment can set, checked. Read once by `main.ts`; nothing else looks at the environment. */
export type Config = {
  readonly host: string
  /** 0 lets the system choose a free port (tests). */
  readonly port: number
  readonly profile: Profile
  /** Absolute folder of the embedded database. */
  readonly dataDir: string
  /** Folder with scenarios of this deployment, absolute; null = none. */
  readonly scenariosDir: string | null
  /** File with the walls' sizes and reading distances, absolute; null = nobody measured them. */
  readonly wallsFile: string | null
  readonly simulator: boolean
  /** Seed of the simulated district: same seed, same district. */
  readonly simulatorSeed: number
  /** Bearer token that may post for every department; null = none set. */
  readonly feedToken: string | null
  /** Where notices to those on duty are posted; null = they are shown on the desk only. */
  readonly notifyUrl: string | null
  /** Approval number of the map (审图号), as the authority wrote it; null = none, and none is shown. */
  readonly mapApproval: string | null
  /** The site's own map tiles; null = the shipped ground alone. */
  readonly mapTiles: TileSetting | null
  /** Whether an order of severity 1 puts the district into emergency mode by itself. */
  readonly emergencyAuto: boolean
  readonly tickMs: number
  /** Addresses or CIDR ranges of proxies whose X-Forwarded-* headers count; empty = none do. */
  readonly trustProxy: readonly string[]
  /** Origins besides the server's own that may open sockets, e.g. `https://wall.example`. */
  readonly origins: readonly string[]
  /** How long each resolution of the history is kept, ms. */
  readonly keepMs: Readonly<Record<Resolution, number>>
  readonly logLevel: LogLevel
}

/** The environment holds values that cannot be used; `problems` has one readable line for each of them. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

type Env = Readonly<Record<string, string | undefined>>

const DAY_MS = 86_400_000
const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']
/** Shorter tokens could be guessed by whoever reaches the port; 128 bits are 22 characters of base64. */
const MIN_TOKEN_LENGTH = 16

/** @returns whether `host` can be reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

function isOrigin(text: string): boolean {
  return (
    URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text
  )
}

const isHttpUrl = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/**
 * Reads the environment (PROTOCOL §1). An empty variable counts as not set.
 *
 * @throws ConfigError with every problem at once
 */
export function readConfig(env: Env, workingDir: string = process.cwd()): Config {
  const problems: string[] = []
  const read = (name: string): string | null => env[name]?.trim() || null

  const whole = (name: string, fallback: number, min: number, max: number): number => {
    const text = read(name)
    if (text === null) return fallback
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    problems.push(`${name}=${text}: must be a whole number from ${min} to ${max}`)
    return fallback
  }
  const oneOf = <T extends string>(name: string, fallback: T, allowed: readonly T[]): T => {
    const text = read(name)
    if (text === null) return fallback
    const found = allowed.find((candidate) => candidate === text)
    if (found === undefined) problems.push(`${name}=${text}: must be one of ${allowed.join(', ')}`)
    return found ?? fallback
  }
  const several = (name: string, valid: (part: string) => boolean, what: string): string[] => {
    const parts = listOf(read(name) ?? '')
    const bad = parts.filter((part) => !valid(part))
    if (bad.length > 0) problems.push(`${name}: ${bad.join(', ')} is not ${what}`)
    return parts
  }
  const days = (name: string, fallback: number): number => whole(name, fallback, 1, 36_500) * DAY_MS

  const host = read('HOST') ?? '127.0.0.1'
  const profile = oneOf<Profile>('NZH_PROFILE', 'demo', ['demo', 'production'])
  if (profile === 'demo' && !isLoopbackHost(host)) {
    problems.push(
      `HOST=${host} with NZH_PROFILE=demo: the demo has well-known passwords and listens on loopback only; ` +
        'set NZH_PROFILE=production to serve a network',
    )
  }
  const simulator = oneOf('NZH_SIMULATOR', profile === 'demo' ? 'on' : 'off', ['on', 'off'])
  if (profile === 'production' && simulator === 'on') {
    problems.push(
      'NZH_SIMULATOR=on with NZH_PROFILE=production: a production wall shows no simulated data',
    )
  }
  const feedToken = read('NZH_FEED_TOKEN')
  if (feedToken !== null && /\s/.test(feedToken)) {
    problems.push('NZH_FEED_TOKEN: must not contain spaces')
  } else if (feedToken !== null && feedToken.length < MIN_TOKEN_LENGTH && !isLoopbackHost(host)) {
    problems.push(`NZH_FEED_TOKEN: must have at least ${MIN_TOKEN_LENGTH} characters on ${host}`)
  }
  const notifyUrl = read('NZH_NOTIFY_URL')
  if (notifyUrl !== null && !isHttpUrl(notifyUrl)) {
    problems.push(`NZH_NOTIFY_URL=${notifyUrl}: must be an http or https address`)
  }
  const mapApproval = read('NZH_MAP_APPROVAL')
  if (mapApproval !== null && !/^[\p{L}\p{N}\p{P}\p{Zs}]{2,60}$/u.test(mapApproval)) {
    problems.push('NZH_MAP_APPROVAL: must be 2 to 60 letters, digits and signs on one line')
  }
  for (const [name, what] of [
    ['DATABASE_URL', 'PostgreSQL storage'],
    ['REDIS_URL', 'several server processes'],
  ] as const) {
    if (read(name) !== null) {
      problems.push(`${name} is set, but this version does not support ${what} yet; unset it`)
    }
  }

  const config: Config = {
    host,
    port: whole('PORT', 8080, 0, 65_535),
    profile,
    dataDir: resolve(workingDir, read('NZH_DATA_DIR') ?? './data'),
    scenariosDir: ((dir) => (dir === null ? null : resolve(workingDir, dir)))(
      read('NZH_SCENARIOS_DIR'),
    ),
    wallsFile: ((file) => (file === null ? null : resolve(workingDir, file)))(
      read('NZH_WALLS_FILE'),
    ),
    simulator: simulator === 'on',
    simulatorSeed: whole('NZH_SIM_SEED', 20_240_607, 0, 4_294_967_295),
    feedToken,
    notifyUrl,
    mapApproval,
    mapTiles: readTileSetting(read, workingDir, (problem) => problems.push(problem)),
    emergencyAuto: oneOf('NZH_EMERGENCY_AUTO', 'on', ['on', 'off']) === 'on',
    tickMs: whole('NZH_TICK_MS', 200, 20, 10_000),
    trustProxy: several('NZH_TRUST_PROXY', isAddressRange, 'an IP address or CIDR range'),
    origins: several('NZH_ORIGINS', isOrigin, 'an origin such as https://wall.example'),
    keepMs: {
      raw: days('NZH_KEEP_RAW_DAYS', 90),
      '1min': days('NZH_KEEP_1MIN_DAYS', 180),
      '1h': days('NZH_KEEP_1H_DAYS', 1_100),
      '1d': days('NZH_KEEP_1D_DAYS', 3_660),
    },
    logLevel: oneOf<LogLevel>('NZH_LOG_LEVEL', 'warn', LOG_LEVELS),
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}
