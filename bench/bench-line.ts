/** One printed figure. `bar` is what it is held against; `ok` whether it holds; left out when nothing is promised. */
export type BenchLine = {
  /** Number of the bar (`P3`), or a short name. */
  readonly id: string
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly bar?: string
  readonly ok?: boolean
}

export type BenchOptions = {
  /** A quick run that shows the benchmark works; its figures mean little. */
  readonly smoke: boolean
}

/** What each `*.bench.ts` exports as `run`. */
export type Bench = (options: BenchOptions) => Promise<readonly BenchLine[]>
