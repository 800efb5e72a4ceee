import {
  CreateServerlessCacheCommand,
  CreateUserCommand,
  CreateUserGroupCommand,
  DescribeServerlessCachesCommand,
  DescribeUserGroupsCommand,
  DescribeUsersCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { state } from '@aws-sdk/core/client';
import { createIamAuthToken } from '../iam-auth/index.js';
import type { LocalClock } from './clock.js';

/** The names of a cache for tests. */
export interface CacheOptions {
  /** The id of the IAM user, which is the user name in AUTH. Several caches may have the same user. */
  readonly user: string;
  /** The cache's name. Default: `cache-01`. */
  readonly name?: string;
  /** What the user may do. Default: `on ~* +@all`. */
  readonly accessString?: string;
}

/** Temporary credentials of a role. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** A cache that is ready to connect. Its members are the options of the clients of `valkey-lab/iam-auth`. */
export interface LocalCache {
  readonly cacheName: string;
  readonly host: string;
  readonly port: number;
  readonly userId: string;
  readonly region: string;
  /** Returns a session of the role that may connect, and nothing else, to this cache as this user. */
  readonly credentials: () => Promise<RoleCredentials>;
  /** The certificate authority (PEM). */
  readonly ca: string;
  readonly clock: LocalClock;
  /** Signs a token, which is the password for AUTH and is valid for 15 minutes. */
  readonly createToken: () => Promise<string>;
}

/** The endpoint that gets the cache. */
interface Account {
  readonly account: string;
  readonly ca: string;
  readonly clock: LocalClock;
  clientConfig(): {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  advance(ms: number): void;
}

const ENGINE = { Engine: 'valkey' };
/** The longest session of a role. */
const SESSION_SECONDS = 43_200;
/** A token is valid for 15 minutes, if the session that signs it is. */
const TOKEN_MS = 900_000;

// On Node 20, the SDK would print a warning among the results of a test.
state.warningEmitted = true;

/** Creates a cache and everything that a login to it needs, by the calls that a program would make. */
export async function createCache(aws: Account, options: CacheOptions): Promise<LocalCache> {
  const { name = 'cache-01' } = options;
  const user = await createUser(aws, options);
  const cache = await createServerlessCache(aws, name, user.id);
  const roleArn = await createRole(aws, `${cache.name}-connect`, [cache.arn, user.arn]);
  const credentials = await keepSession(aws, roleArn);
  const { region } = aws.clientConfig();
  const target = { cacheName: cache.name, userId: user.id, region, credentials };
  return {
    ...target,
    ...{ host: cache.host, port: cache.port, ca: aws.ca, clock: aws.clock },
    createToken: () => createIamAuthToken({ ...target, now: aws.clock.now }),
  };
}

async function createUser(aws: Account, { user, accessString = 'on ~* +@all' }: CacheOptions) {
  const client = new ElastiCacheClient(toConfig(aws));
  try {
    const created = client.send(
      new CreateUserCommand({
        ...{ ...ENGINE, UserId: user, UserName: user, AccessString: accessString },
        AuthenticationMode: { Type: 'iam' },
      }),
    );
    await created.catch(except('UserAlreadyExistsFault'));
    return await until(aws, async () => {
      const { Users = [] } = await client.send(new DescribeUsersCommand({ UserId: user }));
      const [{ UserId: id, ARN: arn, Status } = {}] = Users;
      return id && arn && Status === 'active' ? { id, arn } : undefined;
    });
  } finally {
    client.destroy();
  }
}

async function createServerlessCache(aws: Account, name: string, userId: string) {
  const client = new ElastiCacheClient(toConfig(aws));
  const group = { UserGroupId: `${name}-users` };
  const cache = { ServerlessCacheName: name };
  try {
    await client.send(new CreateUserGroupCommand({ ...ENGINE, ...group, UserIds: [userId] }));
    await until(aws, async () => {
      const { UserGroups = [] } = await client.send(new DescribeUserGroupsCommand(group));
      return UserGroups[0]?.Status === 'active' || undefined;
    });
    await client.send(new CreateServerlessCacheCommand({ ...ENGINE, ...group, ...cache }));
    return await until(aws, async () => {
      const { ServerlessCaches = [] } = await client.send(
        new DescribeServerlessCachesCommand(cache),
      );
      const [{ ServerlessCacheName, ARN: arn, Status, Endpoint } = {}] = ServerlessCaches;
      const { Address: host, Port: port } = Endpoint ?? {};
      if (!ServerlessCacheName || !arn || !host || !port || Status !== 'available')
        return undefined;
      return { name: ServerlessCacheName, arn, host, port };
    });
  } finally {
    client.destroy();
  }
}

/** Creates a role that the account's administrator can assume. Its policy allows only to connect. */
async function createRole(aws: Account, name: string, arns: readonly string[]): Promise<string> {
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
async function keepSession(aws: Account, roleArn: string): Promise<LocalCache['credentials']> {
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

/** With the endpoint's time, a call needs no second attempt after the clock was moved. */
function toConfig({ clientConfig, clock }: Account) {
  return { ...clientConfig(), systemClockOffset: clock.now() - Date.now() };
}

function toPolicy(statement: object): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', ...statement }],
  });
}

/** Longer than any change takes, even if reads show it late. */
const LIMIT_MS = 3_600_000;
const STEP_MS = 5_000;

/** Reads until a change is complete. In between, the endpoint's clock moves, so no real time passes. */
async function until<T>(aws: Account, read: () => Promise<T | undefined>): Promise<T> {
  for (let passedMs = 0; passedMs < LIMIT_MS; passedMs += STEP_MS) {
    // AWS may not show a new resource at once.
    const found = await read().catch(
      except('UserNotFoundFault', 'UserGroupNotFoundFault', 'ServerlessCacheNotFoundFault'),
    );
    if (found !== undefined) return found;
    aws.advance(STEP_MS);
  }
  throw new Error('The cache is not ready after an hour of the endpoint’s time.');
}

/** Returns a handler that ignores these errors of AWS. */
function except(...names: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  };
}
