import { defineConfig } from 'vitest/config';
import { createReporters } from '../support/reporters.js';

const isOnAws = process.env['VALKEY_LAB_CONTRACT'] === 'aws';

// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default defineConfig({
  test: {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    include: ['test/contract/*.contract.ts'],
    globalSetup: ['test/support/build.ts'],
    // A run on an account needs the environment of the person who runs it.
    setupFiles: isOnAws ? [] : ['test/support/own-environment.ts'],
    reporters: createReporters(),
    // On AWS, a cache takes up to 15 minutes, and a network interface longer.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
});
