import type { Judge } from '../judge.js';
import { readMocha } from '../results.js';
import { readExpected } from './read-expected.js';

/** The functional tests of ioredis, a client without IAM, through `valkey-lab proxy`. */
export const ioredis: Judge = {
  name: 'ioredis',
  origin: {
    url: 'https://github.com/redis/ioredis.git',
    commit: 'dfd542824dfb7168420f19fdfabe9fe1156efe10',
    licence: 'MIT',
    paths: ['lib', 'test', 'package.json', 'tsconfig.json'],
  },
  // The tests name this port.
  way: { kind: 'proxy', port: 6379 },
  packages: {
    ...{ mocha: '11.7.6', chai: '4.5.0', 'chai-as-promised': '7.1.2', sinon: '13.0.2' },
    ...{ 'ts-node': '10.9.2', typescript: '5.9.3', uuid: '9.0.1', 'server-destroy': '1.0.1' },
  },
  prepare: [],
  files: ['test/functional/**/*.ts'],
  toCommand: (files, { output }) => ({
    program: 'npx',
    args: [
      ...['mocha', '--no-experimental-strip-types', '--exit'],
      ...['--reporter', 'json', '--reporter-option', `output=${output}`],
      ...['test/helpers/*.ts', ...files],
    ],
    env: { TS_NODE_TRANSPILE_ONLY: 'true', NODE_ENV: 'test' },
  }),
  readResults: readMocha,
  expected: readExpected('ioredis'),
};
