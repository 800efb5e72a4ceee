import { readFileSync } from 'node:fs';
import { CreatePolicyCommand, CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { createClients } from '../../src/aws/clients.js';
import { blueprint } from '../../src/resources/index.js';
import { findPermissions, toOperatorPolicy, toScope } from '../../src/resources/operator-policy.js';
import type { Lab } from './lab.js';
import { present } from './run-lab.js';

/** A lab that runs as a role with only the permissions of the table, or of `policy`. */
export interface OperatorLab extends Lab {
  /** The action of each of the operator's calls, such as `elasticache:CreateUser`. */
  readonly actions: string[];
  /** The actions that AWS refused. */
  readonly denied: string[];
  readonly roleArn: string;
}

/** The prefixes of IAM actions by the SDK's service ids. */
const PREFIXES: Readonly<Record<string, string>> = {
  ElastiCache: 'elasticache',
  IAM: 'iam',
  Lambda: 'lambda',
  EC2: 'ec2',
  STS: 'sts',
  'CloudWatch Logs': 'logs',
};

/** Creates a role with the operator's policy, and returns the lab with a session of this role. */
export async function asOperator(lab: Lab, policy?: object, path = '/'): Promise<OperatorLab> {
  const { identity, region } = lab.ctx;
  const scope = toScope(lab.ctx, identity);
  const [iam, sts] = await Promise.all([lab.ctx.aws.iam(), lab.ctx.aws.sts()]);
  const trust = { AWS: `arn:aws:iam::${identity.account}:root` };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'operator',
      Path: path,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: trust, Action: 'sts:AssumeRole' }],
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'operator',
      PolicyName: 'lab',
      PolicyDocument: JSON.stringify(policy ?? toOperatorPolicy(findPermissions(blueprint), scope)),
    }),
  );
  const roleArn = present(Role?.Arn);
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'test' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = present(Credentials);
  const credentials = async () => ({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  });
  const actions: string[] = [];
  const denied: string[] = [];
  const access = { region, credentials, endpoint: lab.emulator.endpoint, profile: undefined };
  const aws = createClients(access, ({ service, operation, status }) => {
    const name = operation === 'Invoke' ? 'InvokeFunction' : operation;
    const action = `${PREFIXES[service]}:${name}`;
    actions.push(action);
    if (/AccessDenied|UnauthorizedOperation/.test(String(status))) denied.push(action);
  });
  const arn = `arn:aws:sts::${identity.account}:assumed-role/operator/test`;
  const ctx = { ...lab.ctx, aws, identity: { ...identity, arn } };
  return { ...lab, ctx, actions, denied, roleArn };
}

/** The ARN of the boundary that `createBoundary` creates. */
export const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';

/** Creates the permissions boundary of docs/PERMISSIONS.md, as administrators do. */
export async function createBoundary(lab: Lab): Promise<void> {
  const page = readFileSync(new URL('../../docs/PERMISSIONS.md', import.meta.url), 'utf8');
  const [, document = ''] = /```json\n(\{[^`]*"elasticache:Connect"[^`]*)```/.exec(page) ?? [];
  const { identity, region } = lab.ctx;
  const iam = await lab.ctx.aws.iam();
  await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'boundary',
      PolicyDocument: document.replaceAll('ACCOUNT', identity.account).replaceAll('REGION', region),
    }),
  );
}
