import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, sep } from 'node:path';
import { inspect } from 'node:util';

/** Unit tests must run without processes and without a build. This guard makes every attempt fail. */
const DIST = join(import.meta.dirname, '..', '..', 'dist');
const STARTS = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];
const HOW = 'A unit test must not do that. See test/support/projects.ts for the kinds of tests.';

for (const name of STARTS) {
  refuse(childProcess, name, (command) => `It starts a process (${inspect(command)}).`);
}
for (const [module, names] of [
  [fs, ['readFile', 'readFileSync', 'createReadStream']],
  [fs.promises, ['readFile', 'open']],
] as const) {
  for (const name of names) {
    refuse(module, name, (path) => {
      const isBuilt = String(path).startsWith(DIST + sep);
      return isBuilt ? `It reads a file of the build (${path}).` : undefined;
    });
  }
}
syncBuiltinESMExports();

function refuse(
  module: object,
  name: string,
  toReason: (first: unknown) => string | undefined,
): void {
  const real: unknown = Reflect.get(module, name);
  if (typeof real !== 'function') throw new Error(`There is no function ${name} to guard.`);
  // Test files in the same worker share its modules, so the guard may already exist.
  if (real.name === 'guarded') return;
  Reflect.set(module, name, function guarded(...args: unknown[]) {
    const reason = toReason(args[0]);
    if (reason) throw new Error(`${reason} ${HOW}`);
    return Reflect.apply(real, module, args);
  });
}
