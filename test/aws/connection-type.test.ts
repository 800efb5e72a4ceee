import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateServerlessCacheCommand,
  DescribeServerlessCachesCommand,
} from '@aws-sdk/client-elasticache';
import { expect, test } from 'vitest';
import { createClients } from '../../src/aws/clients.js';
import { type CreateCacheInput, toConnectionType } from '../../src/aws/connection-type.js';

/** Answers each request as ElastiCache does, with the caches in this XML. */
async function startElastiCache(members: string) {
  const bodies: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    const body = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    bodies.push(body);
    const action = body.get('Action');
    response.setHeader('content-type', 'text/xml');
    response.end(
      `<${action}Response xmlns="http://elasticache.amazonaws.com/doc/2015-02-02/"><${action}Result>${members}</${action}Result></${action}Response>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const credentials = async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
  const endpoint = `http://127.0.0.1:${port}`;
  const aws = createClients(
    { region: 'us-east-1', credentials, endpoint, profile: undefined },
    () => {},
  );
  return {
    bodies,
    client: await aws.elastiCache(),
    async [Symbol.asyncDispose]() {
      aws.close();
      await new Promise((done) => server.close(done));
    },
  };
}

test('a create call sends the connection type', async () => {
  await using aws = await startElastiCache('');
  const input: CreateCacheInput = {
    ServerlessCacheName: 'cache-01',
    Engine: 'valkey',
    ConnectionType: 'public',
  };
  await aws.client.send(new CreateServerlessCacheCommand(input));
  await aws.client.send(
    new CreateServerlessCacheCommand({ ServerlessCacheName: 'b', Engine: 'valkey' }),
  );
  expect(aws.bodies.map((body) => body.get('ConnectionType'))).toEqual(['public', null]);
  expect(aws.bodies[0]?.get('ServerlessCacheName')).toBe('cache-01');
});

test.each([
  ['<ConnectionType>public</ConnectionType>', 'public'],
  ['<ConnectionType>vpc</ConnectionType>', 'vpc'],
  ['', 'vpc'],
])('a cache with %j is reached by %s', async (member, expected) => {
  await using aws = await startElastiCache(
    `<ServerlessCaches><member><ServerlessCacheName>a</ServerlessCacheName>${member}</member></ServerlessCaches>`,
  );
  const answer = await aws.client.send(new DescribeServerlessCachesCommand({}));
  const [cache] = answer.ServerlessCaches ?? [];
  expect(cache && toConnectionType(cache)).toBe(expected);
});
