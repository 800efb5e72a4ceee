import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { DescribeVpcs$ } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EmulatorError } from '../../../src/emulator/process/errors.js';
import { ec2Service } from '../../../src/emulator/services/ec2/index.js';
import { stsService } from '../../../src/emulator/services/sts/index.js';
import { serve } from '../../../src/emulator/wire/service-model.js';
import { buildRole } from '../support/build-role.js';
import { startEndpoint, type TestEndpoint } from '../support/endpoint.js';
import { type RawRequest, sendForm, sendRaw, signRequest } from '../support/raw-request.js';

const broken = {
  ...ec2Service,
  operations: [
    serve(DescribeVpcs$, () => {
      throw new TypeError('cannot read properties of secretThing');
    }),
  ],
};

describe('server', () => {
  let endpoint: TestEndpoint;
  beforeEach(async () => {
    endpoint = await startEndpoint({ services: [stsService, broken] });
  });
  afterEach(() => endpoint.close());
  const sendSigned = async (raw: Partial<RawRequest>, service: string) =>
    sendRaw(endpoint, await signRequest(endpoint, raw, { service }));

  test('a port in use gives its own error', async () => {
    const second = startEndpoint({ services: [], port: endpoint.port });
    await expect(second).rejects.toThrow(EmulatorError);
    await expect(second).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  });

  test('an unexpected error becomes InternalFailure for the client and a line in the log', async () => {
    const answer = await sendForm(endpoint, 'ec2', 'Action=DescribeVpcs');
    expect(answer.status).toBe(500);
    expect(answer.body).toContain('<Code>InternalFailure</Code>');
    expect(answer.body).not.toMatch(/secretThing|\.ts|at /);
    expect(endpoint.logged).toEqual([expect.stringContaining('secretThing')]);
  });

  test("every answer has a request id and the endpoint's own date", async () => {
    const answer = await sendForm(endpoint, 'sts', 'Action=GetCallerIdentity');
    const id = String(answer.headers['x-amzn-requestid']);
    expect(answer.body).toContain(`<RequestId>${id}</RequestId>`);
    expect(answer.headers['date']).toMatch(/GMT$/);
  });

  test('calls are recorded by service, operation and status, without parameters', async () => {
    await sendForm(endpoint, 'sts', 'Action=GetCallerIdentity');
    await sendForm(endpoint, 'ec2', 'Action=DescribeVpcs');
    await sendForm(endpoint, 'ec2', 'Action=NoSuchAction');
    expect(endpoint.calls()).toEqual([
      { service: 'STS', operation: 'GetCallerIdentity', status: 200, atMs: expect.any(Number) },
      { service: 'EC2', operation: 'DescribeVpcs', status: 500, atMs: expect.any(Number) },
    ]);
  });

  test('a body over a megabyte is refused, and the next request is answered', async () => {
    const answer = await sendForm(endpoint, 'sts', `X=${'a'.repeat(2 * 1024 * 1024)}`);
    expect(answer.status).toBe(413);
    expect(answer.body).toContain('RequestEntityTooLargeException');
    expect(await sendForm(endpoint, 'sts', 'Action=GetCallerIdentity')).toMatchObject({
      status: 200,
    });
  });

  test('a client that disconnects in the middle of its body does no harm', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(endpoint.port, '127.0.0.1', () => {
        socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nAction=');
        socket.end();
      });
      socket.on('close', () => resolve());
      socket.resume();
    });
    expect(endpoint.calls()).toEqual([]);
    expect(await sendForm(endpoint, 'sts', 'Action=GetCallerIdentity')).toMatchObject({
      status: 200,
    });
  });

  test('an unknown service gets an error in the format of the request', async () => {
    const json = { headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, body: '{}' };
    const asJson = await sendSigned(json, 'dynamodb');
    expect([asJson.status, JSON.parse(asJson.body)]).toMatchObject([
      400,
      { __type: 'UnknownOperationException' },
    ]);
    const asRest = await sendSigned({ method: 'GET', path: '/bucket/key' }, 's3');
    expect(asRest.status).toBe(404);
    const asQuery = await sendForm(endpoint, 'sns', 'Action=ListTopics');
    expect(asQuery.status).toBe(400);
    expect(asQuery.body).toContain('<Code>InvalidAction</Code>');
  });

  describe('administration', () => {
    const ask = (path: string, body = '') => sendSigned({ path, body }, 'valkey-lab');

    test('only the endpoint’s own key gets the status', async () => {
      const answer = await ask('/_valkey-lab/status');
      expect(JSON.parse(answer.body)).toEqual({ pace: 'instant' });
      const unsigned = { method: 'POST', path: '/_valkey-lab/status', headers: {}, body: '' };
      expect(await sendRaw(endpoint, unsigned)).toMatchObject({ status: 403 });
      expect(await sendSigned({ path: '/_valkey-lab/status' }, 'lambda')).not.toMatchObject({
        status: 200,
      });
    });

    test('stop notifies the owner after its answer is sent', async () => {
      const answer = await ask('/_valkey-lab/stop', '{}');
      expect(JSON.parse(answer.body)).toEqual({ stopped: true });
      await vi.waitFor(() => expect(endpoint.stops).toHaveLength(1));
    });

    test('stop with ifEmpty is refused while resources are left', async () => {
      endpoint.aws.iam.roles.set('r', buildRole('r'));
      const answer = await ask('/_valkey-lab/stop', '{"ifEmpty":true}');
      expect(JSON.parse(answer.body)).toEqual({ stopped: false });
      expect(endpoint.stops).toEqual([]);
    });

    test('stop with ifEmpty is refused while another process uses the endpoint', async () => {
      const other = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
      const exited = once(other, 'exit');
      const stop = async () =>
        JSON.parse((await ask('/_valkey-lab/stop', '{"ifEmpty":true,"caller":1}')).body);
      try {
        await ask('/_valkey-lab/status', `{"caller":${other.pid}}`);
        await ask('/_valkey-lab/status', '{"caller":1}');

        expect(await stop()).toEqual({ stopped: false });
      } finally {
        other.kill();
      }
      await exited;

      expect(await stop()).toEqual({ stopped: true });
    });

    test('an empty endpoint takes another pace; one that holds something, or is in use, keeps its own', async () => {
      const setPace = async (body: object) =>
        JSON.parse((await ask('/_valkey-lab/pace', JSON.stringify(body))).body);
      expect(await setPace({ pace: '0.5', caller: 1 })).toEqual({ changed: true });
      expect(await setPace({ pace: 'slow', caller: 1 })).toEqual({ changed: false });
      expect(await setPace({ pace: '0.5', caller: 1 })).toEqual({ changed: true });
      expect(await setPace({ pace: 'real' })).toEqual({ changed: false });
      expect(endpoint.paces).toEqual(['0.5', 'slow', '0.5']);
      endpoint.aws.iam.roles.set('r', buildRole('r'));
      expect(await setPace({ pace: '0.5', caller: 1 })).toEqual({ changed: false });
    });

    test('a malformed stop request stops nothing', async () => {
      expect(await ask('/_valkey-lab/stop', '{"ifEmpty":"yes"}')).toMatchObject({ status: 400 });
      expect(await ask('/_valkey-lab/stop', '{')).toMatchObject({ status: 400 });
      expect(await ask('/_valkey-lab/stop', '{"caller":-1}')).toMatchObject({ status: 400 });
      expect(await ask('/_valkey-lab/other')).toMatchObject({ status: 404 });
      expect(endpoint.stops).toEqual([]);
    });
  });
});
