import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    isBuilt: boolean;
  }
}

/**
 * Builds `dist/` once before the tests of all projects, with the CLI, the handler and the scripts of child processes.
 * scripts/check.sh builds once for three suites and sets TEST_IS_BUILT.
 */
export function setup(project: TestProject): void {
  if (project.getProvidedContext().isBuilt || process.env['TEST_IS_BUILT']) return;
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { stdio: 'inherit' });
  project.vitest.provide('isBuilt', true);
}
