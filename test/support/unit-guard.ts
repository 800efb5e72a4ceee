import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, sep } from 'node:path';
import { inspect } from 'node:util';

/** Unit tests run without processes and without a build: an attempt fails here, on each machine. */
const DIST = join(import.meta.dirname, '..', '..', 'dist');
const STARTS = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'];
const HOW = 'A unit test must not do that: test/support/projects.ts says which tests may.';

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
  // The files of a worker share its modules.
  if (real.name === 'guarded') return;
  Reflect.set(module, name, function guarded(...args: unknown[]) {
    const reason = toReason(args[0]);
    if (reason) throw new Error(`${reason} ${HOW}`);
    return Reflect.apply(real, module, args);
  });
}
