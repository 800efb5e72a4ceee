import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsolePage } from './console-page.js';
import { buildFunctionCode } from './function-code.js';

/**
 * `npm run dev -- up --local` runs the program and its local endpoint from source. Only function code
 * and the page of the console are built. A file that runs the source replaces the built endpoint, until the next `npm run build`.
 */
const ROOT = join(import.meta.dirname, '..');
const ENDPOINT = `// Written by \`npm run dev\`: runs the endpoint from source.
import { register } from ${JSON.stringify(import.meta.resolve('tsx/esm/api'))};
register();
await import(${JSON.stringify(import.meta.resolve('../src/emulator/process/daemon.ts'))});
`;

process.chdir(ROOT);
mkdirSync('dist', { recursive: true });
writeFileSync(join('dist', 'local-endpoint.js'), ENDPOINT);
await Promise.all([buildFunctionCode(), buildConsolePage()]);
// npm changed the working folder, but paths in arguments are relative to the user's folder.
process.chdir(process.env['INIT_CWD'] ?? ROOT);
await import('../src/main.js');
