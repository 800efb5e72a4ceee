#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import * as module from 'node:module';

// Node 22.8 and later keep compiled code between runs: of what is loaded from here on.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const [asked, ...others] = process.argv.slice(2);
const isVersion = others.length === 0 && (asked === '--version' || asked === '-V');
if (isVersion) {
  // Asked alone it loads nothing else, not even what process.stdout is made of; with other words commander answers.
  const file = new URL('../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  writeFileSync(1, `${version}\n`);
} else {
  await import('./cli.js');
}
