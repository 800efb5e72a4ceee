import { once } from 'node:events';
import type { Agent } from 'node:http';
import { connect } from 'node:tls';
import { sendCall, signCall, toQuery } from './calls.js';
import { type BackgroundEndpoint, importBuilt } from './workspace.js';

/**
 * Creates a cache with an IAM user and a group, all with this name. Returns a function that logs in to the cache, and one
 * that connects without a login.
 */
export async function createCache(endpoint: BackgroundEndpoint, agent: Agent, name: string) {
  const call = async (Action: string, form: Record<string, string>) => {
    const query = toQuery('elasticache', '2015-02-02', { Action, ...form });
    return sendCall(endpoint.url, agent, await signCall(endpoint, query));
  };
  const engine = { Engine: 'valkey' };
  const user = { UserId: name, UserName: name, AccessString: 'on ~* +@all' };
  const cache = { ServerlessCacheName: name };
  await call('CreateUser', { ...engine, ...user, 'AuthenticationMode.Type': 'iam' });
  await call('CreateUserGroup', { ...engine, UserGroupId: name, 'UserIds.member.1': name });
  await call('CreateServerlessCache', { ...engine, ...cache, UserGroupId: name });
  const port = Number(/<Port>(\d+)</.exec(await call('DescribeServerlessCaches', cache))?.[1]);
  const { createIamAuthToken, openConnection } = await importBuilt('iam-auth/index');
  const { ca, credentials } = endpoint;
  const identity = { cacheName: name, userId: name, region: 'us-east-1', credentials };
  const logIn = async () => {
    const socket = await openConnection({
      ...{ host: 'localhost', port, userId: name, ca },
      createToken: () => createIamAuthToken(identity),
    });
    socket.resume(); // openConnection returns a paused socket
    return {
      async ask(command: string, expected: string) {
        socket.write(`${command}\r\n`);
        const [reply] = await once(socket, 'data');
        if (!String(reply).startsWith(expected)) throw new Error(`The cache answered ${reply}`);
      },
      close: () => void socket.destroy(),
    };
  };
  const connectOnly = async () => {
    const socket = connect({ host: 'localhost', port, ca });
    await once(socket, 'secureConnect');
    return { close: () => void socket.destroy() };
  };
  return { logIn, connectOnly };
}
