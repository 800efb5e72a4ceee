import {
  CreateServerlessCacheCommand,
  CreateUserCommand,
  CreateUserGroupCommand,
  DescribeServerlessCachesCommand,
  DescribeUserGroupsCommand,
  DescribeUsersCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { createIamAuthToken } from '../iam-auth/index.js';
import { type Account, except, toConfig, until } from './account.js';
import type { LocalClock } from './clock.js';
import { createRole, keepSession, type RoleCredentials } from './role-session.js';

/** The names of a cache for tests. */
export interface CacheOptions {
  /** The id of the IAM user, which is the user name in AUTH. Several caches may have the same one. */
  readonly user: string;
  /** The cache's name. Default: `cache-01`. */
  readonly name?: string;
  /** Whether the cache has a public endpoint, which needs TLS 1.3, and not one in a VPC. Default: false. */
  readonly public?: boolean;
  /** What the user may do. Default: `on ~* +@all`, or what a user that exists may do. */
  readonly accessString?: string;
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

const ENGINE = { Engine: 'valkey' };
/** Creates a cache and everything that a login to it needs, by the calls that a program would make. */
export async function createCache(aws: Account, options: CacheOptions): Promise<LocalCache> {
  const { name = 'cache-01', public: isPublic = false } = options;
  const user = await createUser(aws, options);
  const cache = await createServerlessCache(aws, { name, isPublic, userId: user.id });
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

async function createUser(aws: Account, { user, accessString }: CacheOptions) {
  const client = new ElastiCacheClient(toConfig(aws));
  try {
    const created = client.send(
      new CreateUserCommand({
        ...{ ...ENGINE, UserId: user, UserName: user, AccessString: accessString ?? 'on ~* +@all' },
        AuthenticationMode: { Type: 'iam' },
      }),
    );
    // An access string for a user that exists would have no effect.
    await (accessString === undefined ? created.catch(except('UserAlreadyExistsFault')) : created);
    return await until(aws, async () => {
      const { Users = [] } = await client.send(new DescribeUsersCommand({ UserId: user }));
      const [{ UserId: id, ARN: arn, Status } = {}] = Users;
      return id && arn && Status === 'active' ? { id, arn } : undefined;
    });
  } finally {
    client.destroy();
  }
}

interface Wanted {
  readonly name: string;
  readonly isPublic: boolean;
  readonly userId: string;
}

async function createServerlessCache(aws: Account, { name, isPublic, userId }: Wanted) {
  const client = new ElastiCacheClient(toConfig(aws));
  const group = { UserGroupId: `${name}-users` };
  const cache = { ServerlessCacheName: name };
  try {
    await client.send(new CreateUserGroupCommand({ ...ENGINE, ...group, UserIds: [userId] }));
    await until(aws, async () => {
      const { UserGroups = [] } = await client.send(new DescribeUserGroupsCommand(group));
      return UserGroups[0]?.Status === 'active' || undefined;
    });
    // The endpoint in this process has added ConnectionType to the client's schema (F11.2).
    const kind = { ConnectionType: isPublic ? 'public' : 'vpc' };
    await client.send(new CreateServerlessCacheCommand({ ...ENGINE, ...group, ...cache, ...kind }));
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
