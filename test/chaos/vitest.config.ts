import { defineConfig } from 'vitest/config';
import { createReporters } from '../support/reporters.js';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default defineConfig({
  test: {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/chaos/*.chaos.ts'],
    globalSetup: ['test/support/build.ts'],
    setupFiles: ['test/support/own-environment.ts'],
    reporters: createReporters({ lastRow: 'leaks' }),
    // Tests mostly wait, for the emulator's clock and for the SDK's pauses between attempts. In a sample, a file has few tests,
    // so more files run at the same time.
    maxConcurrency: 12,
    maxWorkers: process.env['TEST_SAMPLE'] ? 6 : 3,
    testTimeout: 480_000,
    hookTimeout: 60_000,
  },
});
