import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Account, toConfig } from './account.js';

/** Temporary credentials of a role. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** The longest session of a role. */
const SESSION_SECONDS = 43_200;
/** A token is valid for 15 minutes, if the session that signs it is. */
const TOKEN_MS = 900_000;

/** Creates a role that the account's administrator can assume. Its policy allows only to connect. */
export async function createRole(
  aws: Account,
  name: string,
  arns: readonly string[],
): Promise<string> {
  const client = new IAMClient(toConfig(aws));
  const [, partition] = (arns[0] ?? '').split(':');
  const root = `arn:${partition}:iam::${aws.account}:root`;
  try {
    const { Role } = await client.send(
      new CreateRoleCommand({
        RoleName: name,
        MaxSessionDuration: SESSION_SECONDS,
        AssumeRolePolicyDocument: toPolicy({ Action: 'sts:AssumeRole', Principal: { AWS: root } }),
      }),
    );
    await client.send(
      new PutRolePolicyCommand({
        ...{ RoleName: name, PolicyName: 'connect' },
        PolicyDocument: toPolicy({ Action: 'elasticache:Connect', Resource: arns }),
      }),
    );
    return Role?.Arn ?? '';
  } finally {
    client.destroy();
  }
}

/**
 * Keeps a session of the role. Half-way, another one replaces it: then none is missing when a test moves the clock by
 * minutes while a call takes milliseconds.
 */
export async function keepSession(
  aws: Account,
  roleArn: string,
): Promise<() => Promise<RoleCredentials>> {
  let session = await assumeRole(aws, roleArn);
  let cancel = () => {};
  const renew = async () => {
    cancel();
    session = await assumeRole(aws, roleArn);
    wait();
    return session;
  };
  const wait = () => {
    // The endpoint may be closed by then.
    cancel = aws.clock.schedule(() => void renew().catch(() => {}), SESSION_SECONDS * 500);
  };
  wait();
  return async () => {
    const isOver = session.expiration.getTime() - aws.clock.now() < TOKEN_MS;
    return isOver ? renew() : session;
  };
}

async function assumeRole(aws: Account, roleArn: string): Promise<RoleCredentials> {
  const client = new STSClient(toConfig(aws));
  try {
    const assumed = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: 'test',
        DurationSeconds: SESSION_SECONDS,
      }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = assumed.Credentials ?? {};
    const expiration = assumed.Credentials?.Expiration ?? new Date(aws.clock.now());
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration,
    };
  } finally {
    client.destroy();
  }
}

function toPolicy(statement: object): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', ...statement }],
  });
}
