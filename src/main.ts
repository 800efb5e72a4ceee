#!/usr/bin/env node
/**
 * Asked alone, help and version need nothing else, not even what process.stdout is made of; with other words commander
 * answers. Built-in modules are taken without `import`, for which Node would wrap each in a module of its own.
 */
const { existsSync, fstatSync, readFileSync, writeFileSync } = process.getBuiltinModule('node:fs');

const HELP_FILE = new URL('help.txt', import.meta.url);

const [asked, ...others] = process.argv.slice(2);
const isAlone = others.length === 0;
if (isAlone && (asked === '--version' || asked === '-V')) {
  const file = new URL('../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  writeFileSync(1, `${version}\n`);
} else if (
  isAlone &&
  (asked === '--help' || asked === '-h') &&
  !fstatSync(1).isCharacterDevice() &&
  existsSync(HELP_FILE)
) {
  // The build has written down what commander says; on a terminal it says it in the terminal's width.
  writeFileSync(1, readFileSync(HELP_FILE));
} else {
  // Node 22.8 and later keep compiled code between runs: of what is loaded from here on.
  const { enableCompileCache } = process.getBuiltinModule('node:module') as {
    enableCompileCache?: () => unknown;
  };
  enableCompileCache?.();
  await import('./cli.js');
}
