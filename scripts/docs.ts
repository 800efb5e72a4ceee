import { readFileSync, writeFileSync } from 'node:fs';
import { renderDocument } from '../test/emulator/parity/document.js';

const FILE = 'docs/LOCAL.md';
writeFileSync(FILE, await renderDocument(readFileSync(FILE, 'utf8')));
