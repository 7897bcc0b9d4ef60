import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import fp from 'fastify-plugin'

/** Brotli's own default (11) is meant for files made once and would hold every answer up. */
const BROTLI_QUALITY = 4
const THRESHOLD_BYTES = 1_024

/** Compresses answers. Bodies that come in compressed are the routes' own matter: they know how far one may swell. */
export const compression = fp(
  async (app) => {
    await app.register(compress, {
      global: true,
      globalDecompression: false,
      threshold: THRESHOLD_BYTES,
      encodings: ['br', 'gzip', 'identity'],
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
      zlibOptions: { level: 6 },
    })
  },
  { name: 'compression' },
)
