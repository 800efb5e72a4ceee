import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    isBuilt: boolean;
  }
}

/** Names the state of the sources that `dist/` was built from. */
const STAMP = 'dist/.sources';

/**
 * Builds `dist/` once before the tests of all projects, with the CLI, the handler and the scripts of child processes.
 * A build of the same sources is kept: it takes longer than most test files.
 */
export function setup(project: TestProject): void {
  if (project.getProvidedContext().isBuilt) return;
  const sources = hashSources();
  if (readStamp() !== sources) {
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { stdio: 'inherit' });
    writeFileSync(STAMP, sources);
  }
  project.vitest.provide('isBuilt', true);
}

function readStamp(): string | undefined {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined;
}

function hashSources(): string {
  const hash = createHash('sha256').update(process.version);
  const folders = ['src', 'handler', 'scripts'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [...folders.sort(), 'package.json', 'package-lock.json', 'tsconfig.json']) {
    hash.update(`${file}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
