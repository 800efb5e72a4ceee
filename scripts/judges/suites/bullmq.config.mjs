import { JudgeReporter } from './vitest-reporter.mjs';

/** What BullMQ's own vitest.config.ts sets, and our adapter in the place of ioredis. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export.
export default {
  resolve: {
    alias: [{ find: /^ioredis$/, replacement: `${import.meta.dirname}/client-shim.cjs` }],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: [
      // These test other clients and other databases.
      'tests/{bun-adapter-suite,bun-redis,node-redis,valkey-glide-client}.test.ts',
      'tests/{adapter-conformance,postgres-queue-backend}.test.ts',
      'tests/postgres/**',
      // This starts processes from BullMQ's build, and uses no cache.
      'tests/child-pool.test.ts',
      // These create their own ioredis, with addresses and clusters that they need.
      'tests/{cluster,connection,sandboxed_process}.test.ts',
    ],
    setupFiles: ['./vitest.setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    reporters: ['dot', new JudgeReporter()],
  },
};
