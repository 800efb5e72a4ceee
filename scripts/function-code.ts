import { build } from 'esbuild';
import { shared } from './bundling.js';

/** Builds what runs in a function's process, into `dist/`: it is packed, or started without the program around it. */
export function buildFunctionCode() {
  // Two files that share nothing, so that an invocation loads one, and what `verify` needs costs the others no time.
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
