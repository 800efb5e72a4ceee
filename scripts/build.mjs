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
  // Some libraries in the bundle are CommonJS and call require().
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  legalComments: 'none',
  logLevel: 'warning',
};

rmSync('dist', { recursive: true, force: true });

// The function's code: one small file, which the program packs when it deploys.
await build({
  ...shared,
  target: 'node22',
  minify: true,
  entryPoints: ['handler/index.ts'],
  outfile: 'dist/handler/index.mjs',
});

await build({
  ...shared,
  outdir: 'dist',
  splitting: true,
  chunkNames: '[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  entryPoints: {
    cli: 'src/cli.ts',
    'local-endpoint': 'src/emulator/daemon.ts',
  },
});

// The program of a function's process: one file, which needs nothing beside it.
await build({
  ...shared,
  minifySyntax: true,
  entryPoints: { 'function-bootstrap': 'src/emulator/functions/bootstrap/index.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
});
