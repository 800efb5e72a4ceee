#!/usr/bin/env node
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as module from 'node:module';
import { isatty } from 'node:tty';

// Node 22.8 and later keep compiled code between runs: of what is loaded from here on.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

const HELP_FILE = new URL('help.txt', import.meta.url);

// Asked alone, both need nothing else, not even what process.stdout is made of; with other words commander answers.
const [asked, ...others] = process.argv.slice(2);
const isAlone = others.length === 0;
if (isAlone && (asked === '--version' || asked === '-V')) {
  const file = new URL('../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  writeFileSync(1, `${version}\n`);
} else if (
  isAlone &&
  (asked === '--help' || asked === '-h') &&
  !isatty(1) &&
  existsSync(HELP_FILE)
) {
  // The build has written down what commander says; on a terminal it says it in the terminal's width.
  writeFileSync(1, readFileSync(HELP_FILE));
} else {
  await import('./cli.js');
}
