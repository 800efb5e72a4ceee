import { defineConfig } from 'vitest/config';
import { createReporters } from '../support/reporters.js';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default defineConfig({
  test: {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/hostile/*.hostile.ts'],
    globalSetup: ['test/support/build.ts'],
    setupFiles: ['test/support/own-environment.ts'],
    reporters: createReporters({ lastRow: 'holes' }),
    maxConcurrency: 4,
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
});
