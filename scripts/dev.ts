import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFunctionCode } from './function-code.js';

/**
 * `npm run dev -- up --local`: the program and its local endpoint from source. The code of functions is built, because
 * it is packed; in place of the built endpoint stands a file that runs the source. `npm run build` undoes that.
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
await buildFunctionCode();
// npm has changed the folder; paths in arguments are those of the person who typed them.
process.chdir(process.env['INIT_CWD'] ?? ROOT);
await import('../src/main.js');
