/** Before a start or a test: builds what is missing or older than its sources, side by side. `--force` builds all. */
import './client/build.ts'
import './server/build.ts'
