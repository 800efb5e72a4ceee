import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Group, parseExpected } from '../expected.js';

/** Reads `expected/NAME.json`. */
export function readExpected(judge: string): readonly Group[] {
  const file = join(import.meta.dirname, '..', 'expected', `${judge}.json`);
  return parseExpected(judge, readFileSync(file, 'utf8'));
}
