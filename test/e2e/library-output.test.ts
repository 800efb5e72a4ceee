import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROGRAM = `
  import { status } from 'valkey-lab';
  const code = await status({ region: 'us-east-1' }).catch((error) => error.code);
  process.stdout.write(code);
`;

// Only on Node.js 20 does the AWS SDK have something to print: later versions of it need Node.js 22.
const isQuietAnyway = Number.parseInt(process.versions.node, 10) >= 22;
if (isQuietAnyway)
  process.stdout.write('Skipped: the SDK prints its warning only on Node.js 20.\n');

test.skipIf(isQuietAnyway)(
  'the library prints nothing, not even a warning of the SDK',
  async () => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', PROGRAM],
      {
        env: {
          ...{ PATH: process.env['PATH'], AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
          ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_MAX_ATTEMPTS: '1' },
        },
      },
    );

    expect({ stdout, stderr }).toEqual({ stdout: 'ENDPOINT_UNREACHABLE', stderr: '' });
  },
);
