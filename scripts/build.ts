import { chmodSync, copyFileSync, cpSync, rmSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';
import { shared } from './bundling.js';
import { inFewChunks } from './chunks.js';
import { buildConsolePage } from './console-page.js';
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

// An adapter imports its client from the user's project (`peers`), but the program bundles everything it needs.
// So adapters are built separately.
const { entries, peers } = readEntries();
const isAdapter = ({ name }: Entry) => name.startsWith('iam-auth/');
const isEndpoint = ({ name }: Entry) => name === 'local';
const toEntryPoints = (list: readonly Entry[]) =>
  Object.fromEntries(list.map(({ name, source }) => [name, source]));

/** The part of `valkey-lab/local` that uses the program: it is built with the program, and loaded when a test needs it. */
const labOfTests: Plugin = {
  name: 'lab-of-tests',
  setup(builder) {
    builder.onResolve({ filter: /\/load-lab\.js$/ }, () => {
      return { path: './local-lab.js', external: true };
    });
  },
};

// The endpoint has its own build: shared chunks would split the program into more and smaller files.
const endpoint = await build({
  ...split,
  plugins: [...split.plugins, labOfTests],
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
    'local-lab': 'src/local/load-lab.ts',
    ...toEntryPoints(entries.filter((entry) => !isAdapter(entry) && !isEndpoint(entry))),
  },
});

const adapters = await build({
  ...split,
  // Adapters never call require(), and users bundle them into their functions, so they need no banner.
  banner: {},
  outdir: 'dist',
  chunkNames: 'iam-auth/[name]-[hash]',
  external: [...peers],
  entryPoints: toEntryPoints(entries.filter(isAdapter)),
});

const functionCode = await buildFunctionCode();
const page = await buildConsolePage();

copyFileSync(
  'src/emulator/functions/bootstrap/function-bootstrap.py',
  'dist/function-bootstrap.py',
);
for (const name of ['node-function', 'python-function']) {
  const isOwn = (path: string) =>
    !/[\\/](node_modules|__pycache__)$|package-lock\.json$/.test(path);
  cpSync(`examples/${name}`, `dist/starters/${name}`, { recursive: true, filter: isOwn });
}
chmodSync('dist/cli.js', 0o755);
writeDeclarations({ entries, peers }, 'dist/types');
writeLicences([...functionCode, program, endpoint, adapters, page], 'dist/THIRD-PARTY-LICENSES');
