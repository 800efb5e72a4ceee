import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { createClients } from '../../src/aws/clients.js';
import { version } from '../../src/version.js';

test('each request names the tool and its version, as CloudTrail shows them', async () => {
  const agents: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    agents.push(request.headers['user-agent']);
    response.writeHead(403).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const credentials = async () => ({ accessKeyId: 'A', secretAccessKey: 's' });
  const endpoint = `http://127.0.0.1:${port}`;
  const access = { region: 'us-east-1', credentials, endpoint, profile: undefined };
  const aws = createClients(access, () => {});
  try {
    const [iam, lambda] = await Promise.all([aws.iam(), aws.lambda()]);
    await expect(iam.send(new GetRoleCommand({ RoleName: 'r' }))).rejects.toThrow();
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: 'f' }))).rejects.toThrow();
  } finally {
    aws.close();
    server.close();
  }
  expect(agents).toHaveLength(2);
  for (const agent of agents) expect(agent).toMatch(new RegExp(`(^| )valkey-lab/${version}( |$)`));
});
