import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The content of a test decides its kind, so no list of tests needs updates. An end-to-end test runs the built program.
 * An integration test starts another process, or needs the build for another reason. All other tests are unit tests.
 * A unit test that still starts a process fails (unit-guard.ts).
 */
const RUNS_PROGRAM = /^test\/(e2e\/|support\/(cli|packed-project)\.ts$)/;
const STARTS_PROCESS =
  /'node:child_process'|'@lydell\/node-pty'|'puppeteer-core'|\bdist\/|\btoProgramFile\(|\b(start(Emulator|LocalAws|Lab|ValkeyServer|LambdaLab)|createCachePort|localAwsFixtures|withLocalAws)\(/;
const IMPORT =
  /(?:^(?:import|export)\s(?!type\b)[^;]*?\sfrom\s|^import\s|\bimport\()\s*'(\.[^']+)'/gm;

const kinds = ['unit', 'integration', 'e2e'] as const;
export type Kind = (typeof kinds)[number];

/** Returns all test files by kind. */
export function findTests(): Readonly<Record<Kind, readonly string[]>> {
  const names = readdirSync('test', { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => name.endsWith('.test.ts')).map((name) => join('test', name));
  const found: Record<Kind, string[]> = { unit: [], integration: [], e2e: [] };
  for (const file of files) found[toKind(file)].push(file);
  return found;
}

function toKind(test: string): Kind {
  const files = findImported(test);
  if (files.some((file) => RUNS_PROGRAM.test(file))) return 'e2e';
  return files.some((file) => STARTS_PROCESS.test(readFileSync(file, 'utf8')))
    ? 'integration'
    : 'unit';
}

/** Returns the test and all helpers that it imports, directly or indirectly, but not the tested code. */
function findImported(test: string): string[] {
  const found = new Set([test]);
  for (const file of found) {
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const next = join(dirname(file), specifier.replace(/\.js$/, '.ts'));
      if (next.startsWith('test/') && existsSync(next)) found.add(next);
    }
  }
  return [...found];
}
