import { join } from 'node:path';
import type { Judge } from '../judge.js';
import { readExpected } from './read-expected.js';

/** BullMQ on `valkey-lab/iam-auth/ioredis`. */
export const bullmq: Judge = {
  name: 'bullmq',
  origin: {
    url: 'https://github.com/taskforcesh/bullmq.git',
    commit: '352d3c72bf2bc5ec851630a4cdcba7d44c313ed0',
    licence: 'MIT',
    paths: [
      ...['src', 'tests', 'scripts', 'package.json', 'vitest.setup.ts'],
      ...['tsconfig.json', 'tsconfig-cjs.json'],
    ],
  },
  way: { kind: 'adapter' },
  packages: {
    ...{ ioredis: '5.11.1', vitest: '4.1.11', sinon: '22.1.0', typescript: '5.9.3' },
    ...{ 'ts-node': '10.9.2', minimatch: '10.2.6', 'fast-glob': '3.3.3', moment: '2.30.1' },
    ...{ progress: '2.0.3', rrule: '2.8.1', 'test-console': '2.0.0', pg: '8.23.0', redis: '6.2.1' },
    '@types/node': '24.13.3',
  },
  // Its scripts of Lua become modules.
  prepare: [
    ['npx', 'ts-node', '--project', 'tsconfig-cjs.json', 'scripts/generateRawScripts.ts'],
    ['node', 'scripts/commandTransform.js', './rawScripts', './src/scripts'],
  ],
  files: ['tests/'],
  toCommand: (files) => ({
    program: 'node_modules/.bin/vitest',
    args: [
      'run',
      '--root',
      '.',
      '--config',
      join(import.meta.dirname, 'bullmq.config.mjs'),
      ...files,
    ],
    // The scripts take several keys. The hash tag puts them into one slot (F5.2).
    env: { BULLMQ_TEST_PREFIX: '{bull}', JUDGE_EXPORTS: '1' },
  }),
  expected: readExpected('bullmq'),
};
