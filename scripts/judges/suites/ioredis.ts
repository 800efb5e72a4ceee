import { join } from 'node:path';
import type { Judge } from '../judge.js';
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
    ...{ mocha: '11.7.6', chai: '4.3.6', 'chai-as-promised': '7.1.1', sinon: '13.0.1' },
    ...{ 'ts-node': '10.9.2', typescript: '5.4.5', uuid: '9.0.0', 'server-destroy': '1.0.1' },
  },
  prepare: [],
  files: ['test/functional/**/*.ts'],
  toCommand: (files) => ({
    program: 'node_modules/.bin/mocha',
    args: [
      ...['--no-experimental-strip-types', '--exit', '--timeout', '30000'],
      ...['--reporter', join(import.meta.dirname, 'mocha-reporter.cjs')],
      // The files and tests of several databases connect again without a pause, because SELECT fails (F5.2), and CLIENT KILL
      // cannot end them (F5.4). The other test calls its callback twice, which would end the whole run.
      ...['--ignore', 'test/functional/select.ts', '--invert', '--grep'],
      'should select the currect database|spub/ssub should invoke the callback',
      ...['test/helpers/*.ts', ...files],
    ],
    env: { TS_NODE_TRANSPILE_ONLY: 'true', NODE_ENV: 'test' },
  }),
  expected: readExpected('ioredis'),
};
