import { rmSync } from 'node:fs';
import { build } from 'esbuild';

/** Everything that ships: one bundle with split chunks, and the scripts that run as processes of their own. */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  // esbuild's default picks the SDK's CommonJS: twice the size and memory.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
};

rmSync('dist', { recursive: true, force: true });
await build({
  ...shared,
  outdir: 'dist',
  splitting: true,
  chunkNames: '[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  // Some libraries in the bundle are CommonJS and call require().
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  entryPoints: {
    cli: 'src/cli.ts',
    'local-endpoint': 'src/emulator/daemon.ts',
  },
});
