import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const FILE = 'docs/LOCAL.md';

// The code that makes the tables is TypeScript, as what it looks at; below node_modules it finds its packages.
const folder = mkdtempSync(join('node_modules', '.docs-'));
try {
  const outfile = join(folder, 'document.mjs');
  await build({
    ...{ entryPoints: ['test/emulator/parity/document.ts'], outfile, bundle: true },
    ...{ platform: 'node', format: 'esm', packages: 'external', logLevel: 'warning' },
  });
  const { renderDocument } = await import(pathToFileURL(outfile).href);
  writeFileSync(FILE, await renderDocument(readFileSync(FILE, 'utf8')));
} finally {
  rmSync(folder, { recursive: true });
}
