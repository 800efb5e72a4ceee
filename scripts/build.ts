import { chmodSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { shared } from './bundling.js';
import { inFewChunks } from './chunks.js';
import { writeDeclarations } from './declarations.js';
import { type Entry, readEntries } from './entries.js';
import { buildFunctionCode } from './function-code.js';
import { writeLicences } from './licences.js';

rmSync('dist', { recursive: true, force: true });

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
const isAdapter = ({ name }: Entry) => name.startsWith('iam-auth/');
const isEndpoint = ({ name }: Entry) => name === 'local';
const toEntryPoints = (list: readonly Entry[]) =>
  Object.fromEntries(list.map(({ name, source }) => [name, source]));

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
  external: [...peers],
  entryPoints: toEntryPoints(entries.filter(isAdapter)),
});

const functionCode = await buildFunctionCode();

chmodSync('dist/cli.js', 0o755);
writeDeclarations({ entries, peers }, 'dist/types');
writeLicences([...functionCode, program, endpoint, adapters], 'dist/THIRD-PARTY-LICENSES');
