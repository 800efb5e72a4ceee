import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProcess } from './processes.js';
import type { Workspace } from './workspace.js';
import { zipHandler } from './zip-handler.js';

const ACCOUNT = '123456789012';
const HANDLER = join(import.meta.dirname, '..', '..', 'dist', 'handler', 'index.mjs');
const POLL_EVERY_MS = 1_000;
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
});
const CONNECT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['elasticache:Connect'],
      Resource: [
        `arn:aws:elasticache:us-east-1:${ACCOUNT}:serverlesscache:cache-01`,
        `arn:aws:elasticache:us-east-1:${ACCOUNT}:user:iam-user-01`,
      ],
    },
  ],
});

/** Returns whether the AWS CLI is installed. */
export async function hasAwsCli({ env, home, signal }: Workspace): Promise<boolean> {
  try {
    await runProcess('aws', ['--version'], { env, cwd: home, signal });
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
  endpointEnv: Record<string, string>,
): Promise<{ readonly elapsedMs: number; readonly commands: number }> {
  let commands = 0;
  const options = { env: { ...env, ...endpointEnv, AWS_PAGER: '' }, cwd: home, signal };
  const aws = async (...args: string[]) => {
    commands += 1;
    return (await runProcess('aws', [...args, '--output', 'text'], options)).stdout.trim();
  };
  const waitFor = async (state: string, ...args: string[]) => {
    while ((await aws(...args)).toLowerCase() !== state) {
      await sleep(POLL_EVERY_MS, undefined, { signal });
    }
  };
  const zip = await writePackage(home);

  const started = performance.now();
  // 1.1, 1.2
  await aws(...CREATE_CACHE);
  const describe = ['elasticache', 'describe-serverless-caches', ...CACHE, '--query'];
  await waitFor('available', ...describe, 'ServerlessCaches[0].Status');
  const address = await aws(...describe, 'ServerlessCaches[0].Endpoint.Address');
  const port = await aws(...describe, 'ServerlessCaches[0].Endpoint.Port');
  // 1.3
  await aws('iam', 'create-role', ...ROLE, '--assume-role-policy-document', TRUST);
  await aws('iam', 'create-policy', '--policy-name', POLICY, '--policy-document', CONNECT);
  const connect = `arn:aws:iam::${ACCOUNT}:policy/${POLICY}`;
  await aws('iam', 'attach-role-policy', ...ROLE, '--policy-arn', connect);
  // 1.4
  await aws(...CREATE_DEFAULT_USER);
  await aws(...CREATE_IAM_USER);
  await aws(...CREATE_GROUP);
  const group = ['elasticache', 'describe-user-groups', ...GROUP];
  await waitFor('active', ...group, '--query', 'UserGroups[0].Status');
  await aws('elasticache', 'modify-serverless-cache', ...CACHE, ...GROUP);
  // 2.2, 2.3 (2.1 makes the package, which exists already)
  await aws('iam', 'attach-role-policy', ...ROLE, '--policy-arn', VPC_POLICY);
  const subnets = await aws(...FIND_SUBNETS);
  const securityGroup = await aws(...FIND_SECURITY_GROUP);
  const variables = `CACHE_NAME=cache-01,CACHE_USER=iam-user-01,CACHE_ENDPOINT=${address},CACHE_PORT=${port}`;
  const network = `SubnetIds=${subnets.replaceAll(/\s+/g, ',')},SecurityGroupIds=${securityGroup}`;
  await aws(
    ...CREATE_FUNCTION,
    ...['--zip-file', `fileb://${zip}`, '--environment', `Variables={${variables}}`],
    ...['--vpc-config', network],
  );
  const seen = ['lambda', 'get-function-configuration', ...FUNCTION, '--query', 'State'];
  await waitFor('active', ...seen);
  // The group is attached when the cache is available again. Until then, the cache refuses the function's login.
  await waitFor('available', ...describe, 'ServerlessCaches[0].Status');
  return { elapsedMs: performance.now() - started, commands };
}

const CACHE = ['--serverless-cache-name', 'cache-01'];
const GROUP = ['--user-group-id', 'iam-user-group-01'];
const ROLE = ['--role-name', 'elasticache-iam-auth-app'];
const FUNCTION = ['--function-name', 'AccessValkey'];
const POLICY = 'elasticache-allow-all';
const VPC_POLICY = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';
const CREATE_CACHE = [
  ...['elasticache', 'create-serverless-cache', ...CACHE, '--engine', 'valkey'],
  ...['--description', 'ElastiCache IAM auth application'],
];
const CREATE_DEFAULT_USER = [
  ...['elasticache', 'create-user', '--user-name', 'default', '--user-id', 'default-user-disabled'],
  ...['--engine', 'redis', '--authentication-mode', 'Type=no-password-required'],
  ...['--access-string', 'off +get ~keys*'],
];
const CREATE_IAM_USER = [
  ...['elasticache', 'create-user', '--user-name', 'iam-user-01', '--user-id', 'iam-user-01'],
  ...['--engine', 'redis', '--authentication-mode', 'Type=iam', '--access-string', 'on ~* +@all'],
];
const CREATE_GROUP = [
  ...['elasticache', 'create-user-group', ...GROUP, '--engine', 'redis'],
  ...['--user-ids', 'default-user-disabled', 'iam-user-01'],
];
const FIND_SUBNETS = [
  ...['ec2', 'describe-subnets', '--filters', 'Name=default-for-az,Values=true'],
  ...['--query', 'Subnets[].SubnetId'],
];
const FIND_SECURITY_GROUP = [
  ...['ec2', 'describe-security-groups', '--filters', 'Name=group-name,Values=default'],
  ...['--query', 'SecurityGroups[0].GroupId'],
];
const CREATE_FUNCTION = [
  ...['lambda', 'create-function', ...FUNCTION, '--runtime', 'nodejs24.x'],
  ...['--role', `arn:aws:iam::${ACCOUNT}:role/elasticache-iam-auth-app`],
  ...['--handler', 'index.handler', '--timeout', '30', '--memory-size', '256'],
];

async function writePackage(home: string): Promise<string> {
  const file = join(home, 'function.zip');
  writeFileSync(file, await zipHandler(await readFile(HANDLER)));
  return file;
}
