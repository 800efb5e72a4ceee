import { defineConfig } from 'vitest/config';
import { findTests, type Kind } from './test/support/projects.js';
import { createReporters } from './test/support/reporters.js';

const tests = findTests();

// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default defineConfig({
  test: {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    setupFiles: ['test/support/property-seed.ts', 'test/support/own-environment.ts'],
    // Most tests wait for processes that they started: one core would be idle.
    maxWorkers: '100%',
    reporters: createReporters(),
    // Two busy cores must be enough: CI machines have no more.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      // A worker loads all modules once. Otherwise most of the time of a short test would go into loading them, so a
      // test must restore each global value that it changes.
      toProject('unit', { setupFiles: ['test/support/unit-guard.ts'], isolate: false }),
      toProject('integration', { globalSetup: ['test/support/build.ts'], isolate: false }),
      toProject('e2e', { globalSetup: ['test/support/build.ts'] }),
    ],
  },
});

function toProject(
  name: Kind,
  options: { setupFiles?: string[]; globalSetup?: string[]; isolate?: boolean },
) {
  return { extends: true as const, test: { name, include: [...tests[name]], ...options } };
}
