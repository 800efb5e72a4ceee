import { build } from 'esbuild';
import { shared } from './bundling.js';

/** Builds the code that runs in function processes: the handlers, and the bootstrap of the local endpoint. */
export function buildFunctionCode() {
  // Two separate handler files: most invocations do not load the code of `verify`.
  const packed = { ...shared, target: 'node22', minify: true };
  return Promise.all([
    build({
      ...packed,
      entryPoints: ['handler/index.ts'],
      external: ['./verify.mjs'],
      outfile: 'dist/handler/index.mjs',
    }),
    build({
      ...packed,
      entryPoints: ['handler/verify.mts'],
      outfile: 'dist/handler/verify.mjs',
    }),
    build({
      ...shared,
      minifySyntax: true,
      entryPoints: ['src/emulator/functions/bootstrap/index.ts'],
      outfile: 'dist/function-bootstrap.mjs',
    }),
  ]);
}
