const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000

/**
 * Loads a part of the page that comes in a file of its own, asking again while the server cannot give it, so that
 * a wall that was opened in the middle of a restart still becomes whole.
 */
export async function patiently<T>(
  load: () => Promise<T>,
  wait: (ms: number) => Promise<void> = (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms)
    }),
): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    try {
      return await load()
    } catch (problem) {
      // Only a file that did not come is worth asking for again; one that came and is broken stays broken.
      if (!(problem instanceof TypeError)) throw problem
      await wait(waitMs)
    }
  }
}
