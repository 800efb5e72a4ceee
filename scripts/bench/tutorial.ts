import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDeploymentPackage } from '../../src/resources/deployment-package/create.js';
import * as tutorial from '../../test/e2e/tutorial/commands.js';
import { execute } from './processes.js';
import type { Workspace } from './workspace.js';

const HANDLER = join(import.meta.dirname, '..', '..', 'dist', 'handler');
const POLL_EVERY_MS = 1_000;
const ATTEMPTS = 30;

/** Returns whether the AWS CLI is installed. */
export async function hasAwsCli({ env, signal }: Workspace): Promise<boolean> {
  try {
    await execute('aws', ['--version'], { env, signal });
    return true;
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}

/**
 * Runs the commands of AWS's tutorial (steps 1.1 to 2.3) one after the other, as a user who types without pause.
 * Waits only where the next command would fail otherwise. Returns the time and the number of commands.
 */
export async function runTutorial(
  { env, home, signal }: Workspace,
  endpointEnv: Readonly<Record<string, string>>,
): Promise<{ readonly elapsedMs: number; readonly commands: number }> {
  let commands = 0;
  const variables: NodeJS.ProcessEnv = {
    ...{ ...env, ...endpointEnv, AWS_PAGER: '', AWS_DEFAULT_OUTPUT: 'text' },
  };
  const type = async (line: string) => {
    commands += 1;
    const options = { cwd: home, env: variables, signal };
    return (await execute('/bin/sh', ['-euc', line], options)).stdout.trim();
  };
  const waitFor = async (state: string, line: string) => {
    while ((await type(line)).toLowerCase() !== state) {
      await sleep(POLL_EVERY_MS, undefined, { signal });
    }
  };
  // A new role and its policies take some seconds to have an effect: a user types the refused command again.
  const typeUntilAccepted = async (line: string) => {
    for (let left = ATTEMPTS; ; left -= 1) {
      try {
        return await type(line);
      } catch (error) {
        if (left === 1 || !String(error).includes('InvalidParameterValueException')) throw error;
        await sleep(POLL_EVERY_MS, undefined, { signal });
      }
    }
  };
  const [createCache, describeCache, ...createRole] = tutorial.MAKE_CACHE_AND_ROLE;
  const [createDefaultUser, createUser, createGroup, attachGroup] = tutorial.MAKE_USERS;
  const { zip } = await createDeploymentPackage(HANDLER);
  writeFileSync(join(home, 'my_deployment_package.zip'), zip);
  writeFileSync(join(home, 'trust-policy.json'), JSON.stringify(tutorial.TRUST_POLICY));
  writeFileSync(join(home, 'policy.json'), JSON.stringify(tutorial.POLICY));
  const cacheState = `${describeCache} --query 'ServerlessCaches[0].Status'`;

  const started = performance.now();
  await type(createCache);
  await waitFor('available', cacheState);
  const endpoint = `${describeCache} --query 'ServerlessCaches[0].Endpoint.`;
  variables['ADDRESS'] = await type(`${endpoint}Address'`);
  variables['PORT'] = await type(`${endpoint}Port'`);
  for (const line of [...createRole, createDefaultUser, createUser, createGroup]) await type(line);
  const describeGroup = 'aws elasticache describe-user-groups --user-group-id iam-user-group-01';
  await waitFor('active', `${describeGroup} --query 'UserGroups[0].Status'`);
  await type(attachGroup);
  const subnets = await type(
    `aws ec2 describe-subnets --filters Name=default-for-az,Values=true --query 'Subnets[].SubnetId'`,
  );
  variables['SUBNETS'] = subnets.replaceAll(/\s+/g, ',');
  variables['GROUP'] = await type(
    `aws ec2 describe-security-groups --filters Name=group-name,Values=default --query 'SecurityGroups[0].GroupId'`,
  );
  for (const line of tutorial.MAKE_FUNCTION) await typeUntilAccepted(line);
  await waitFor(
    'active',
    'aws lambda get-function-configuration --function-name AccessValkey --query State',
  );
  // The group is attached when the cache is available again. Until then, the cache refuses the function's login.
  await waitFor('available', cacheState);
  return { elapsedMs: performance.now() - started, commands };
}
