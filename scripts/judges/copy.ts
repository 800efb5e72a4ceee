import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyCheckout } from './checkout.js';
import { ROOT } from './endpoint.js';
import type { Judge } from './judge.js';

/** A copy of a judge's suite, ready to run. */
export interface Copy {
  readonly folder: string;
  remove(): void;
}

/** Copies a suite to a temporary folder, and installs its packages and the built `valkey-lab` there. */
export function createCopy({ name, origin, packages, prepare }: Judge, from: string): Copy {
  const folder = mkdtempSync(join(tmpdir(), `valkey-lab-judge-${name}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const run = ([program = '', ...args]: readonly string[]) => {
    execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  try {
    copyCheckout(name, origin, from, folder);
    if (Object.keys(packages).length > 0) {
      replaceDevDependencies(folder, packages);
      run(['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
      const own = join(folder, 'node_modules', 'valkey-lab');
      cpSync(join(ROOT, 'dist'), join(own, 'dist'), { recursive: true });
      cpSync(join(ROOT, 'package.json'), join(own, 'package.json'));
    }
    for (const command of prepare) run(command);
    return { folder, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function replaceDevDependencies(folder: string, devDependencies: Judge['packages']): void {
  const file = join(folder, 'package.json');
  const { optionalDependencies: _, ...description } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...description, devDependencies }));
  // A lock file would list the packages that are left out.
  for (const lock of ['package-lock.json', 'yarn.lock'])
    rmSync(join(folder, lock), { force: true });
}
