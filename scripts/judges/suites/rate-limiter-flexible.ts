import { join } from 'node:path';
import type { Judge } from '../judge.js';
import { readExpected } from './read-expected.js';

/** rate-limiter-flexible on our adapters of ioredis, iovalkey and node-redis. */
export const rateLimiterFlexible: Judge = {
  name: 'rate-limiter-flexible',
  origin: {
    url: 'https://github.com/animir/node-rate-limiter-flexible.git',
    commit: '3c9c826248cd470960740c89e25a1277dc98fbf4',
    licence: 'ISC',
    paths: ['lib', 'test', 'index.js', 'package.json'],
  },
  way: { kind: 'adapter' },
  packages: {
    ...{ mocha: '10.8.2', chai: '4.5.0', sinon: '17.0.2' },
    ...{ ioredis: '5.11.1', iovalkey: '0.4.0', redis: '6.3.1' },
  },
  prepare: [],
  files: [
    'test/BurstyRateLimiter.test.js',
    'test/RateLimiterRedis*.test.js',
    'test/RateLimiterValkey.iovalkey.test.js',
  ],
  toCommand: (files) => ({
    program: 'node_modules/.bin/mocha',
    args: [
      ...['--require', join(import.meta.dirname, 'client-shim.cjs'), '--exit'],
      ...['--reporter', join(import.meta.dirname, 'mocha-reporter.cjs'), ...files],
    ],
  }),
  expected: readExpected('rate-limiter-flexible'),
};
