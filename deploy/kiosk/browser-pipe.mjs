import { spawn } from 'node:child_process'

const ANSWER_MS = 4_000

/**
 * A browser that is spoken to over a pipe (Chrome DevTools Protocol): no port that anybody else could use.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ onEvent: (event: { method: string, params: any, sessionId?: string }) => void, onExit: (why: string) => void }} on
 */
export function openBrowser(program, args, { onEvent, onExit }) {
  const child = spawn(program, ['--remote-debugging-pipe', ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
  })
  const [, , , into, outOf] = child.stdio
  /** @type {Map<number, { resolve: (value: any) => void, reject: (why: Error) => void }>} */
  const waiting = new Map()
  let lastId = 0
  let rest = ''
  let gone = false
  const end = (why) => {
    if (gone) return
    gone = true
    for (const { reject } of waiting.values()) reject(new Error(why))
    waiting.clear()
    onExit(why)
  }
  child.once('error', (error) => end(error.message))
  child.once('exit', (code, signal) => end(`exit ${code ?? signal}`))
  into.on('error', () => undefined)
  outOf.on('data', (chunk) => {
    const parts = (rest + chunk).split('\0')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const message = JSON.parse(part)
      if (message.id === undefined) onEvent(message)
      else if (message.error === undefined) waiting.get(message.id)?.resolve(message.result)
      else waiting.get(message.id)?.reject(new Error(message.error.message))
      waiting.delete(message.id)
    }
  })
  return {
    pid: child.pid,
    /**
     * @param {string} method
     * @param {object} [params]
     * @param {string} [sessionId]
     * @returns {Promise<any>} rejects when no answer comes in time
     */
    ask(method, params = {}, sessionId) {
      if (gone) return Promise.reject(new Error('the browser is gone'))
      const id = ++lastId
      const message = { id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }
      into.write(`${JSON.stringify(message)}\0`)
      return new Promise((resolve, reject) => {
        const patience = setTimeout(() => {
          waiting.delete(id)
          reject(new Error(`${method}: no answer in ${ANSWER_MS} ms`))
        }, ANSWER_MS)
        const settle = (act) => (value) => {
          clearTimeout(patience)
          act(value)
        }
        waiting.set(id, { resolve: settle(resolve), reject: settle(reject) })
      })
    },
    kill: () => child.kill('SIGKILL'),
  }
}
