import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { startEmulator } from '../../../src/emulator/index.js';
import { toProgramFile } from '../../../src/program-files.js';
import { createDeploymentPackage } from '../../../src/resources/deployment-package/create.js';
import { findProblem } from '../../support/programs.js';
import { POLICY, TRUST_POLICY } from './commands.js';

const SCRIPT = join(import.meta.dirname, 'boto3_tutorial.py');
const problem = await findProblem('python3', '-c', 'import boto3');
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

describe.skipIf(problem)('the tutorial with boto3', () => {
  test('works from create to clean-up, and botocore parses every response', async () => {
    await using emulator = await startEmulator();
    const { zip } = await createDeploymentPackage(toProgramFile('handler'));
    const { accessKeyId, secretAccessKey } = emulator.credentials;
    const python = spawn('python3', [SCRIPT], {
      env: {
        PATH: process.env['PATH'],
        HOME: emulator.folder,
        AWS_ENDPOINT_URL: emulator.endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_DEFAULT_REGION: 'us-east-1',
      },
    });
    python.stdin.end(
      JSON.stringify({
        trust: JSON.stringify(TRUST_POLICY),
        policy: JSON.stringify(POLICY),
        zip: Buffer.from(zip).toString('base64'),
      }),
    );
    const [output, errors] = await Promise.all([text(python.stdout), text(python.stderr)]);

    expect(errors).toBe('');
    const success = /^Success: Inserted ([0-9a-f]{32})\. Fetched \1 from Valkey\.$/m;
    expect(JSON.parse(output)).toEqual({
      account: '123456789012',
      created: 'Pending',
      status: 200,
      payload: 'Fetched value from Valkey',
      tail: expect.stringMatching(success),
      seen: {
        // AWS's own users and group exist in every account (F11.4).
        users: ['default', 'default-user-disabled', 'default.iam-user', 'iam-user-01'],
        groups: ['default.iam-user-group', 'iam-user-group-01'],
        attached: ['AWSLambdaVPCAccessExecutionRole', 'elasticache-allow-all'],
        functions: ['AccessValkey'],
        log_groups: ['/aws/lambda/AccessValkey'],
        lines: [expect.stringMatching(success)],
      },
      gone: {
        cache: 'ServerlessCacheNotFoundFault',
        user: 'UserNotFound',
        group: 'UserGroupNotFound',
        role: 'NoSuchEntity',
        function: 'ResourceNotFoundException',
      },
      calls: emulator.calls().length,
    });
    expect(emulator.isEmpty()).toBe(true);
  }, 60_000);
});
