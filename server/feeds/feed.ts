/** One source of readings inside this process: the simulator, a poller, a broker's client. */
export interface Feed {
  /** Name under which its readings and refusals are counted. */
  readonly name: string
  start(): Promise<void>
  /** Ends it; nothing is sent afterwards. */
  close(): Promise<void>
}

/** A reading as it came: nothing about it is known yet. `index` is its place in the request. */
export type RawReading = { readonly index: number; readonly row: unknown }

/** Part of a body that could not even be read as a row. */
export type UnreadableRow = { readonly index: number; readonly why: string; readonly text: string }
