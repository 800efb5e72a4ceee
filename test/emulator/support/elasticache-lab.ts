import { elasticacheService } from '../../../src/emulator/services/elasticache/index.js';
import { createOperations, type Operations, type OperationsOptions } from './operations.js';

/** What every answer about one resource contains. */
export interface Status {
  readonly Status: string;
}

/** An answer about one cache. */
export interface CacheAnswer {
  readonly ServerlessCache: Status & {
    readonly UserGroupId?: string;
    readonly Endpoint?: { readonly Address: string; readonly Port: number };
    readonly ReaderEndpoint?: unknown;
    readonly [member: string]: unknown;
  };
}

/** A user group in an answer. */
export interface GroupShape extends Status {
  readonly UserIds: string[];
  readonly ServerlessCaches: string[];
  readonly MinimumEngineVersion: string;
  readonly PendingChanges?: unknown;
}

/** ElastiCache operations with the calls that its tests often make. */
export interface ElastiCacheLab extends Operations {
  createUser(UserId: string, more?: object): Promise<Status>;
  createGroup(UserIds: string[], more?: object): Promise<GroupShape>;
  createCache(more?: object): Promise<CacheAnswer>;
  cache(name?: string): Promise<CacheAnswer['ServerlessCache']>;
  group(id?: string): Promise<GroupShape>;
  user(
    id: string,
  ): Promise<Status & { readonly UserGroupIds: string[]; readonly AccessString: string }>;
}

/** Authentication with IAM. */
export const IAM_MODE = { AuthenticationMode: { Type: 'iam' } };
/** Authentication with one password. */
export const PASSWORD_MODE = {
  AuthenticationMode: { Type: 'password', Passwords: ['a-long-enough-password'] },
};
/** The access string of the users in these tests. */
export const ACCESS = 'on ~* +@all';

/** Creates an empty region. By default, users are IAM users with the engine Valkey. */
export function createElastiCacheLab(options: OperationsOptions = {}): ElastiCacheLab {
  const operations = createOperations(elasticacheService, options);
  const { run } = operations;
  return {
    ...operations,
    createUser: (UserId, more) =>
      run('CreateUser', {
        UserId,
        UserName: UserId,
        Engine: 'valkey',
        AccessString: ACCESS,
        ...IAM_MODE,
        ...more,
      }),
    createGroup: (UserIds, more) =>
      run('CreateUserGroup', { UserGroupId: 'group-1', Engine: 'valkey', UserIds, ...more }),
    createCache: (more) =>
      run('CreateServerlessCache', { ServerlessCacheName: 'cache-01', Engine: 'valkey', ...more }),
    async cache(name = 'cache-01') {
      const { ServerlessCaches } = await run<{
        ServerlessCaches: CacheAnswer['ServerlessCache'][];
      }>('DescribeServerlessCaches', { ServerlessCacheName: name });
      return first(ServerlessCaches);
    },
    async group(id = 'group-1') {
      const { UserGroups } = await run<{ UserGroups: GroupShape[] }>('DescribeUserGroups', {
        UserGroupId: id,
      });
      return first(UserGroups);
    },
    async user(id) {
      const { Users } = await run<{
        Users: (Status & { UserGroupIds: string[]; AccessString: string })[];
      }>('DescribeUsers', { UserId: id });
      return first(Users);
    },
  };
}

function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('The answer has no items.');
  return item;
}
