import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, createCli } from '../support/cli.js';

const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_MAX_ATTEMPTS: '1' };

const IDENTITY =
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>A</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

interface Failure {
  readonly error: { code: string; message: string; hint: string };
}

describe('an endpoint address that is not AWS', () => {
  let cli: Cli;
  let server: Server;
  beforeEach(async () => {
    cli = createCli();
    server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><html><head><meta charset="utf-8"></head><p>Sign in</p></html>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.close();
    await cli[Symbol.asyncDispose]();
  });

  const fail = async (scheme: string) => {
    const { port } = server.address() as AddressInfo;
    const env = { ...KEYS, AWS_ENDPOINT_URL: `${scheme}://127.0.0.1:${port}` };
    const run = await cli.run(['status', '--json'], env);
    expect(run.exitCode).toBe(1);
    return run.json<Failure>().error;
  };

  test.each([
    ['http', /is a web page or another protocol/],
    ['https', /does not speak TLS/],
  ])('with %s:// gets a message that says so', async (scheme, message) => {
    expect(await fail(scheme)).toMatchObject({
      code: 'ENDPOINT_UNREACHABLE',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('AWS_ENDPOINT_URL'),
    });
  });

  test.each([
    ['501', 501, 'text/plain', 'not implemented'],
    [
      'InvalidAction',
      400,
      'text/xml',
      '<ErrorResponse><Error><Code>InvalidAction</Code><Message>no</Message></Error></ErrorResponse>',
    ],
    ['a page with status 500', 500, 'text/html', '<!doctype html><h1>Internal Server Error</h1>'],
  ])(
    'that answers ElastiCache with %s is named, with what it does not serve',
    async (_what, status, type, body) => {
      server.removeAllListeners('request').on('request', (request, response) => {
        let text = '';
        request.on('data', (chunk) => {
          text += chunk;
        });
        request.on('end', () => {
          const isIdentity = text.includes('GetCallerIdentity');
          response.writeHead(isIdentity ? 200 : status, {
            'content-type': isIdentity ? 'text/xml' : type,
          });
          response.end(isIdentity ? IDENTITY : body);
        });
      });

      const { port } = server.address() as AddressInfo;
      const error = await fail('http');
      expect(error.code).toBe('ENDPOINT_UNREACHABLE');
      expect(error.message).toContain(`at http://127.0.0.1:${port} was not answered by AWS`);
      expect(error.hint).toContain('do not serve serverless caches');
    },
  );

  test('is refused before any call when it is not a URL', async () => {
    const run = await cli.run(['status', '--json'], { ...KEYS, AWS_ENDPOINT_URL: 'garbage' });
    expect(run.exitCode).toBe(2);
    expect(run.json<Failure>().error.code).toBe('CONFIG_INVALID');
  });
});

test('help and version are one document too', async () => {
  await using cli = createCli();
  expect((await cli.run(['--version', '--json'])).json()).toEqual({
    ...{ command: 'version', ok: true },
    version: '0.1.0',
  });
  const help = await cli.run(['up', '--help', '--json']);
  expect(help.exitCode).toBe(0);
  expect(help.json()).toMatchObject({ command: 'help', ok: true });
  expect(help.json<{ help: string }>().help).toContain('Usage: valkey-lab up');
});
