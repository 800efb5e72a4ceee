import type { Agent } from 'node:http';
import { sendCall, signCall, type Target, toQuery } from './calls.js';

interface Options {
  readonly target: Target;
  readonly agent: Agent;
  /** Name of the cache, the IAM user and the user group. */
  readonly name: string;
}

/** Creates a cache with an IAM user, and returns the port of the cache. */
export async function createCache({ target, agent, name }: Options): Promise<number> {
  const call = async (Action: string, form: Record<string, string>) => {
    const query = toQuery('elasticache', '2015-02-02', { Action, ...form });
    return sendCall(target.url, agent, await signCall(target, query));
  };
  const engine = { Engine: 'valkey' };
  const user = { UserId: name, UserName: name, AccessString: 'on ~* +@all' };
  const cache = { ServerlessCacheName: name };
  await call('CreateUser', { ...engine, ...user, 'AuthenticationMode.Type': 'iam' });
  await call('CreateUserGroup', { ...engine, UserGroupId: name, 'UserIds.member.1': name });
  await call('CreateServerlessCache', { ...engine, ...cache, UserGroupId: name });
  return Number(/<Port>(\d+)</.exec(await call('DescribeServerlessCaches', cache))?.[1]);
}
