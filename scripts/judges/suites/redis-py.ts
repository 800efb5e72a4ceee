import { join } from 'node:path';
import type { Judge } from '../judge.js';
import { readExpected } from './read-expected.js';

/** The tests of redis-py about commands, pipelines, locks, scripts and subscriptions, through `valkey-lab proxy`. */
export const redisPy: Judge = {
  name: 'redis-py',
  origin: {
    url: 'https://github.com/redis/redis-py.git',
    commit: '34817ce2a2accc893a81180fe737e0c4f5ac6b0c',
    licence: 'MIT',
    paths: ['redis', 'tests', 'pyproject.toml'],
  },
  way: { kind: 'proxy', port: 0 },
  packages: {},
  prepare: [],
  files: ['commands', 'pipeline', 'lock', 'scripting', 'pubsub', 'encoding', 'hash'].map(
    (name) => `tests/test_${name}.py`,
  ),
  toCommand: (files, { url }) => ({
    program: 'python3',
    args: [
      ...[
        '-m',
        'pytest',
        '-q',
        '--tb=native',
        '--timeout-method=signal',
        '-p',
        'redis_py_plugin',
        '-p',
        'no:cacheprovider',
      ],
      ...['-c', join(import.meta.dirname, 'redis-py.ini'), '--rootdir', '.'],
      ...['--redis-url', `${url}/0`, ...files],
    ],
    env: { PYTHONPATH: import.meta.dirname, PYTHONDONTWRITEBYTECODE: '1' },
  }),
  expected: readExpected('redis-py'),
};
