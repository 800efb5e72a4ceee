import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { renderStartTimes } from './docs/start-times.mjs';
import { drawIamAuth } from './pictures/iam-auth-svg.mjs';

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
  const performance = JSON.parse(readFileSync('docs/performance.json', 'utf8'));
  const page = renderStartTimes(readFileSync(FILE, 'utf8'), performance);
  writeFileSync(FILE, await renderDocument(page));
} finally {
  rmSync(folder, { recursive: true });
}

for (const theme of /** @type {const} */ (['light', 'dark'])) {
  writeFileSync(`docs/pictures/iam-auth-${theme}.svg`, drawIamAuth(theme));
}
