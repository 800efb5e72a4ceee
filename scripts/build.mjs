import { chmodSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { writeLicences } from './licences.mjs';

/**
 * The SDK's schemas have computed keys (`[_xN]:`), which keep esbuild from dropping those that nobody
 * uses: EC2's alone are 800 KB. With the keys written out, only what is imported stays.
 */
const literalSchemaKeys = {
  name: 'literal-schema-keys',
  setup(builder) {
    const filter = /@aws-sdk[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;
    builder.onLoad({ filter }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const names = new Map(
        [...text.matchAll(/^const (_\w+) = (".*?");$/gm)].map(([, name, value]) => [name, value]),
      );
      const contents = text.replace(/\[(_\w+)\]:/g, (key, name) =>
        names.has(name) ? `${names.get(name)}:` : key,
      );
      return { loader: 'js', contents };
    });
  },
};

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
  metafile: true,
  plugins: [literalSchemaKeys],
};

rmSync('dist', { recursive: true, force: true });

// The function's code: one small file, which the program packs when it deploys.
const handler = await build({
  ...shared,
  target: 'node22',
  minify: true,
  entryPoints: ['handler/index.ts'],
  outfile: 'dist/handler/index.mjs',
});

const program = await build({
  ...shared,
  outdir: 'dist',
  splitting: true,
  chunkNames: '[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  entryPoints: {
    cli: 'src/cli.ts',
    index: 'src/library/index.ts',
    'local-endpoint': 'src/emulator/daemon.ts',
  },
});

// The program of a function's process: one file, which needs nothing beside it.
const bootstrap = await build({
  ...shared,
  minifySyntax: true,
  entryPoints: { 'function-bootstrap': 'src/emulator/functions/bootstrap/index.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
});

chmodSync('dist/cli.js', 0o755);
await writeLicences([handler, program, bootstrap], 'dist/THIRD-PARTY-LICENSES');
