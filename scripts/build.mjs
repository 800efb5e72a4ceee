import { chmodSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { shared } from './bundling.mjs';
import { inFewChunks } from './chunks.mjs';
import { writeDeclarations } from './declarations.mjs';
import { readEntries } from './entries.mjs';
import { writeLicences } from './licences.mjs';

rmSync('dist', { recursive: true, force: true });

// The function's code, which the program packs when it deploys: two files that share nothing, so that
// an invocation loads one, and what `verify` needs costs the others no time.
const functionCode = { ...shared, target: 'node22', minify: true };
const handler = await build({
  ...functionCode,
  entryPoints: ['handler/index.ts'],
  external: ['./verify.mjs'],
  outfile: 'dist/handler/index.mjs',
});
const verification = await build({
  ...functionCode,
  entryPoints: ['handler/verify.mts'],
  outfile: 'dist/handler/verify.mjs',
});

const split = {
  ...shared,
  splitting: true,
  chunkNames: '[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
};

// What other projects import: the adapters of clients take theirs from the project (`peers`), so they are
// built apart from the program, which brings everything itself.
const { entries, peers } = readEntries();
const isAdapter = ({ name }) => name.startsWith('iam-auth/');
const isEndpoint = ({ name }) => name === 'local';
const toEntryPoints = (list) => Object.fromEntries(list.map(({ name, source }) => [name, source]));

// What runs the local endpoint shares nothing with the program, which would be in more and smaller pieces for it.
const endpoint = await build({
  ...split,
  outdir: 'dist',
  entryPoints: {
    'local-endpoint': 'src/emulator/process/daemon.ts',
    ...toEntryPoints(entries.filter(isEndpoint)),
  },
});

const program = await build({
  ...split,
  plugins: [...split.plugins, inFewChunks],
  outdir: 'dist',
  entryPoints: {
    cli: 'src/main.ts',
    ...toEntryPoints(entries.filter((entry) => !isAdapter(entry) && !isEndpoint(entry))),
  },
});

const adapters = await build({
  ...split,
  // Nothing in here calls require(), and a bundle that a function is made of should not look for its own file.
  banner: {},
  outdir: 'dist',
  chunkNames: 'iam-auth/[name]-[hash]',
  external: peers,
  entryPoints: toEntryPoints(entries.filter(isAdapter)),
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
writeDeclarations({ entries, peers }, 'dist/types');
await writeLicences(
  [handler, verification, program, endpoint, adapters, bootstrap],
  'dist/THIRD-PARTY-LICENSES',
);
