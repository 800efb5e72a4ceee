import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type RuntimeAnswer,
  type RuntimeApi,
  startRuntimeApi,
} from '../../../../src/emulator/functions/runtime/api.js';

describe('the Runtime API', () => {
  let api: RuntimeApi;
  let answers: RuntimeAnswer[];
  let initErrors: RuntimeAnswer[];
  let whenAsked: () => void;
  let owner: number | undefined;
  beforeEach(async () => {
    answers = [];
    initErrors = [];
    whenAsked = () => {};
    owner = process.pid;
    api = await startRuntimeApi(
      {
        asked: () => whenAsked(),
        answered: (answer) => answers.push(answer),
        initFailed: (error) => initErrors.push(error),
      },
      () => owner,
    );
  });
  afterEach(() => api.close());

  const url = (path: string) => `http://${api.address}/2018-06-01/runtime${path}`;
  const post = (path: string, body: string) => fetch(url(path), { method: 'POST', body });
  const next = async (requestId: string) => {
    whenAsked = () =>
      api.deliver({ requestId, payload: Buffer.from('{"n":1}'), headers: { 'X-Own': 'yes' } });
    return fetch(url('/invocation/next'));
  };

  test('sends a call and accepts its answer once', async () => {
    const call = await next('id-1');

    expect(call.headers.get('lambda-runtime-aws-request-id')).toBe('id-1');
    expect(call.headers.get('x-own')).toBe('yes');
    expect(await call.json()).toEqual({ n: 1 });
    expect((await post('/invocation/id-1/response', '"done"')).status).toBe(202);
    expect(answers).toEqual([{ kind: 'response', body: Buffer.from('"done"') }]);

    const again = await post('/invocation/id-1/response', '"twice"');
    expect(again.status).toBe(400);
    expect(await again.json()).toEqual({
      errorMessage: 'Invalid request ID',
      errorType: 'InvalidRequestID',
    });
    expect(answers).toHaveLength(1);
  });

  test('refuses the answer to a call that is not running', async () => {
    await next('id-1');

    expect((await post('/invocation/id-2/error', '{}')).status).toBe(400);
    expect(answers).toEqual([]);
  });

  test('refuses and reports an answer that is too large', async () => {
    await next('id-1');

    const refused = await post('/invocation/id-1/response', `"${'x'.repeat(6_291_556)}"`);

    expect(refused.status).toBe(413);
    expect(answers.map(({ kind }) => kind)).toEqual(['too-large']);
  });

  test('accepts errors of a call and of the start', async () => {
    await next('id-1');
    await post('/invocation/id-1/error', '{"errorType":"A"}');
    await post('/init/error', '{"errorType":"B"}');

    expect(answers).toEqual([{ kind: 'error', body: Buffer.from('{"errorType":"A"}') }]);
    expect(initErrors).toEqual([{ kind: 'error', body: Buffer.from('{"errorType":"B"}') }]);
  });

  test('refuses other paths', async () => {
    expect((await fetch(url('/restore/next'))).status).toBe(404);
    expect((await fetch(url('/invocation/next'), { method: 'POST' })).status).toBe(404);
  });

  test.runIf(process.platform === 'linux')("cuts other processes' connections", async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      owner = other.pid;

      await expect(fetch(url('/invocation/next'))).rejects.toThrow('fetch failed');
      await expect(post('/init/error', '{}')).rejects.toThrow('fetch failed');
      expect(initErrors).toEqual([]);
    } finally {
      other.kill('SIGKILL');
    }
  });

  test('accepts requests from descendants of its process', async () => {
    const answer = (await next('id-1')).json();
    const script = `fetch(process.argv[1], { method: 'POST', body: '"done"' })`;
    const args = ['-e', script, url('/invocation/id-1/response')];
    const child = spawn('/bin/sh', ['-c', '"$0" "$@"; exit', process.execPath, ...args]);
    await once(child, 'exit');

    expect(await answer).toEqual({ n: 1 });
    expect(answers).toEqual([{ kind: 'response', body: Buffer.from('"done"') }]);
  });

  test('closes the oldest of too many silent connections', async () => {
    const [host = '', port] = api.address.split(':');
    const sockets = Array.from({ length: 65 }, () => connect(Number(port), host));
    const [oldest] = sockets;
    try {
      await once(oldest as Socket, 'close');

      expect((await post('/init/error', '{}')).status).toBe(202);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});
