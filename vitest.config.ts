import { defineConfig } from 'vitest/config';
import { createReporters } from './test/support/reporters.js';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default defineConfig({
  test: {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    setupFiles: ['test/support/property-seed.ts', 'test/support/own-environment.ts'],
    // Most tests wait for processes that they started: one core would be idle.
    maxWorkers: '100%',
    reporters: createReporters(),
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
