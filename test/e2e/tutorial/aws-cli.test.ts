import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toProgramFile } from '../../../src/program-files.js';
import { createDeploymentPackage } from '../../../src/resources/deployment-package/create.js';
import { createLocalCli, type LocalCli } from '../../support/local-endpoint.js';
import { findProblem } from '../../support/programs.js';
import * as tutorial from './commands.js';
import { openShell, type Shell } from './shell.js';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'dist', 'cli.js');
const problem = await findProblem('aws', '--version');
if (problem) process.stderr.write(`Skipped: ${problem}\n`);

describe.skipIf(problem)(
  'the tutorial with the AWS CLI, after eval "$(valkey-lab local env)"',
  () => {
    let cli: LocalCli;
    let shell: Shell;
    beforeEach(async () => {
      cli = createLocalCli();
      shell = openShell(cli.home, evaluateLocalEnv(cli));
      write('trust-policy.json', tutorial.TRUST_POLICY);
      write('policy.json', tutorial.POLICY);
      const { zip } = await createDeploymentPackage(toProgramFile('handler'));
      writeFileSync(join(shell.folder, 'my_deployment_package.zip'), zip);
    });
    afterEach(() => cli[Symbol.asyncDispose]());

    const write = (name: string, document: object) =>
      writeFileSync(join(shell.folder, name), JSON.stringify(document));
    const type = async (lines: readonly string[]) => {
      const answers: unknown[] = [];
      for (const line of lines) answers.push(await shell.ask(line));
      return answers;
    };

    test('works as printed from create to invoke, and can be removed in a working order', async () => {
      const [made, described, role, policy] = await type(tutorial.MAKE_CACHE_AND_ROLE);
      expect(made).toMatchObject({
        ServerlessCache: {
          ServerlessCacheName: 'cache-01',
          Description: 'ElastiCache IAM auth application',
          Engine: 'valkey',
          ARN: 'arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01',
        },
      });
      const { Endpoint, SubnetIds, SecurityGroupIds } = toCache(described);
      expect(role).toMatchObject({ Role: { RoleName: 'elasticache-iam-auth-app' } });
      expect(policy).toMatchObject({ Policy: { DefaultVersionId: 'v1', AttachmentCount: 0 } });

      const [off, iam, group, modified] = await type(tutorial.MAKE_USERS);
      expect(off).toMatchObject({ Authentication: { Type: 'no-password' }, UserName: 'default' });
      expect(iam).toMatchObject({ Authentication: { Type: 'iam' }, AccessString: 'on ~* +@all' });
      expect(group).toMatchObject({ UserIds: ['default-user-disabled', 'iam-user-01'] });
      // AWS applies the change later, so the response shows the old state.
      expect(modified).toMatchObject({ ServerlessCache: { Status: 'modifying' } });

      Object.assign(shell.env, {
        ADDRESS: Endpoint.Address,
        PORT: String(Endpoint.Port),
        SUBNETS: SubnetIds.join(','),
        GROUP: SecurityGroupIds.join(','),
      });
      const [, fn] = await type(tutorial.MAKE_FUNCTION);
      expect(fn).toMatchObject({ FunctionName: 'AccessValkey', VpcConfig: { SubnetIds } });

      expect(await shell.ask(tutorial.INVOKE)).toEqual({
        StatusCode: 200,
        ExecutedVersion: '$LATEST',
      });
      expect(readFileSync(join(shell.folder, 'output.txt'), 'utf8')).toBe(
        '"Fetched value from Valkey"',
      );
      const tail = await shell.ask(`${tutorial.INVOKE} --log-type Tail`);
      const success = /^Success: Inserted ([0-9a-f]{32})\. Fetched \1 from Valkey\.$/m;
      expect(Buffer.from(toText(tail, 'LogResult'), 'base64').toString()).toMatch(success);
      expect(await shell.ask(tutorial.MAKE_CACHE_AND_ROLE[1])).toMatchObject({
        ServerlessCaches: [{ Status: 'available', UserGroupId: 'iam-user-group-01' }],
      });
      const logs = await shell.ask(
        'aws logs filter-log-events --log-group-name /aws/lambda/AccessValkey --filter-pattern Success',
      );
      expect(logs).toMatchObject({
        events: [{ message: expect.stringMatching(success) }, { message: expect.any(String) }],
      });

      const [deleting] = await type([
        tutorial.DELETE_CACHE,
        tutorial.DELETE_FUNCTION,
        tutorial.DELETE_USER_GROUP,
        tutorial.DELETE_DEFAULT_USER,
        tutorial.DELETE_IAM_USER,
        ...tutorial.DELETE_ROLE,
        'aws logs delete-log-group --log-group-name /aws/lambda/AccessValkey',
      ]);
      expect(deleting).toMatchObject({ ServerlessCache: { Status: 'deleting' } });
      expect(await cli.ask('local', 'status')).toMatchObject({ empty: true });
    }, 180_000);

    test('refuses the trust policy that the tutorial prints today', async () => {
      write('trust-policy.json', tutorial.PRINTED_TRUST_POLICY);

      expect(await shell.fail(tutorial.MAKE_CACHE_AND_ROLE[2])).toMatch(
        /An error occurred \(MalformedPolicyDocument\) when calling the CreateRole operation: /,
      );
    });
  },
);

/** Returns the environment of a shell after the documented line with `local env`. */
function evaluateLocalEnv(cli: LocalCli): Record<string, string> {
  const text = execFileSync('/bin/sh', ['-euc', 'eval "$("$NODE" "$PROGRAM" local env)"; env'], {
    env: {
      PATH: process.env['PATH'],
      HOME: cli.home,
      TMPDIR: join(cli.home, 't'),
      NODE: process.execPath,
      PROGRAM,
    },
    encoding: 'utf8',
  });
  const lines = text.split('\n').filter((line) => line.startsWith('AWS_'));
  return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

interface Cache {
  readonly Endpoint: { readonly Address: string; readonly Port: number };
  readonly SubnetIds: readonly string[];
  readonly SecurityGroupIds: readonly string[];
}

function toCache(answer: unknown): Cache {
  const [cache] = (answer as { ServerlessCaches: readonly Cache[] }).ServerlessCaches;
  if (!cache) throw new Error('The cache does not exist.');
  return cache;
}

function toText(answer: unknown, member: string): string {
  return String((answer as Record<string, unknown>)[member]);
}
