import { execFileSync } from 'node:child_process';

/** Builds `dist/` once before the tests, with the CLI, the handler and the scripts of child processes. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
