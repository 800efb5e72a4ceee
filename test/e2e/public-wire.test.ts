import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createCli } from '../support/cli.js';

const TAGS = [
  ['valkey-lab:lab', 'default'],
  ['valkey-lab:region', 'us-east-1'],
];

/** A server that answers in AWS's words and shares no code with the local endpoint, which would hide a lost member. */
async function startAws(cache: string | undefined) {
  const created: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    const body = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    const action = body.get('Action') ?? '';
    if (action === 'CreateServerlessCache') created.push(body);
    if (request.headers['x-amz-target']) response.end('{"logGroups":[]}');
    else if (request.method === 'GET') refuseFunction(response);
    else answer(response, action, cache);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    created,
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_MAX_ATTEMPTS: '1',
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Answers GetFunction of Lambda. */
function refuseFunction(response: ServerResponse): void {
  response.statusCode = 404;
  response.setHeader('x-amzn-errortype', 'ResourceNotFoundException');
  response.end('{"Message":"no"}');
}

function answer(response: ServerResponse, action: string, cache: string | undefined): void {
  const result = toResult(action, cache);
  response.setHeader('content-type', 'text/xml');
  if (result !== undefined) {
    response.end(
      `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
    );
    return;
  }
  const code = MISSING[action] ?? 'InvalidParameterValue';
  response.statusCode = action === 'CreateServerlessCache' ? 400 : 404;
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
  );
}

const MISSING: Readonly<Record<string, string>> = {
  DescribeServerlessCaches: 'ServerlessCacheNotFoundFault',
  DescribeUserGroups: 'UserGroupNotFound',
  DescribeUsers: 'UserNotFound',
  GetRole: 'NoSuchEntity',
  GetPolicy: 'NoSuchEntity',
  ListAttachedRolePolicies: 'NoSuchEntity',
};

function toResult(action: string, cache: string | undefined): string | undefined {
  if (action === 'GetCallerIdentity') {
    return '<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/me</Arn>';
  }
  if (action === 'DescribeServerlessCaches' && cache !== undefined) {
    return `<ServerlessCaches><member>${cache}</member></ServerlessCaches>`;
  }
  if (action !== 'ListTagsForResource') return undefined;
  const tags = TAGS.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`);
  return `<TagList>${tags.join('')}</TagList>`;
}

test('the built program sends the connection type and the version', async () => {
  await using cli = createCli();
  await using aws = await startAws(undefined);
  const run = await cli.run(['create-cache', '--public', '--json', '--lab', 'wire'], aws.env);
  expect(
    aws.created.map((body) => Object.fromEntries(body)),
    run.stdout,
  ).toEqual([
    expect.objectContaining({
      ConnectionType: 'public',
      MajorEngineVersion: '9',
      Engine: 'valkey',
      UserGroupId: 'default.iam-user-group',
    }),
  ]);
});

test('the built program reads the connection type', async () => {
  await using cli = createCli();
  const cache = [
    '<ServerlessCacheName>wire-cache-01</ServerlessCacheName><Status>available</Status>',
    '<ARN>arn:aws:elasticache:us-east-1:123456789012:serverlesscache:wire-cache-01</ARN>',
    '<Engine>valkey</Engine><ConnectionType>public</ConnectionType>',
    '<Endpoint><Address>127.0.0.1</Address><Port>6379</Port></Endpoint>',
  ];
  await using aws = await startAws(cache.join(''));
  const run = await cli.run(['create-cache', '--json'], {
    ...aws.env,
    VALKEY_LAB_CACHE_NAME: 'wire-cache-01',
    VALKEY_LAB_PUBLIC: 'false',
  });
  expect(run.exitCode, run.stdout).toBe(2);
  expect(run.json<{ error: object }>().error).toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('is public'),
  });
  expect(aws.created).toEqual([]);
});
