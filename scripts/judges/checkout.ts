import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Origin } from './judge.js';

/** Returns the shell lines that clone a judge's commit, without its history, into `folder/name`. */
export function toCloneLines(name: string, { url, commit }: Origin, folder: string): string {
  const checkout = `'${join(folder, name).replaceAll("'", "'\\''")}'`;
  return [
    `git init --quiet ${checkout}`,
    `git -C ${checkout} fetch --quiet --depth 1 ${url} ${commit}`,
    `git -C ${checkout} checkout --quiet FETCH_HEAD`,
  ].join('\n');
}

/** Copies the files of a judge's checkout to another folder. Throws if it is missing, another commit, or changed. */
export function copyCheckout(name: string, origin: Origin, from: string, to: string): void {
  const checkout = join(from, name);
  const hint = `Clone it:\n${toCloneLines(name, origin, from)}`;
  if (!existsSync(join(checkout, '.git'))) {
    throw new Error(`${checkout} is not a checkout of ${origin.url}. ${hint}`);
  }
  const head = git(checkout, 'rev-parse', 'HEAD');
  if (head !== origin.commit) {
    throw new Error(
      `${checkout} is at ${head}, but the judge is pinned to ${origin.commit}. ${hint}`,
    );
  }
  const changes = git(checkout, 'status', '--porcelain', '--', ...origin.paths);
  if (changes !== '') {
    throw new Error(`${checkout} differs from its commit:\n${changes}\nRestore these files first.`);
  }
  for (const path of origin.paths) {
    cpSync(join(checkout, path), join(to, path), { recursive: true, verbatimSymlinks: true });
  }
}

function git(checkout: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', checkout, ...args], { encoding: 'utf8' }).trim();
}
