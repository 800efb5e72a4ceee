import { defineConfig } from 'vitest/config';
import { createReporters } from '../support/reporters.js';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default defineConfig({
  test: {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/probes/*.probes.ts'],
    globalSetup: ['test/support/build.ts'],
    setupFiles: ['test/support/own-environment.ts'],
    reporters: createReporters({ lastRow: 'wrong' }),
    // A set mostly waits for the cache to end a script, which takes 5 seconds.
    maxConcurrency: 4,
    testTimeout: 300_000,
  },
});
