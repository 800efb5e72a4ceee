import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type RuntimeAnswer,
  type RuntimeApi,
  startRuntimeApi,
} from '../../../src/emulator/functions/runtime-api.js';

describe('the Runtime API', () => {
  let api: RuntimeApi;
  let answers: RuntimeAnswer[];
  let initErrors: RuntimeAnswer[];
  let whenAsked: () => void;
  beforeEach(async () => {
    answers = [];
    initErrors = [];
    whenAsked = () => {};
    api = await startRuntimeApi({
      asked: () => whenAsked(),
      answered: (answer) => answers.push(answer),
      initFailed: (error) => initErrors.push(error),
    });
  });
  afterEach(() => api.close());

  const url = (path: string) => `http://${api.address}/2018-06-01/runtime${path}`;
  const post = (path: string, body: string) => fetch(url(path), { method: 'POST', body });
  const next = async (requestId: string) => {
    whenAsked = () =>
      api.deliver({ requestId, payload: Buffer.from('{"n":1}'), headers: { 'X-Own': 'yes' } });
    return fetch(url('/invocation/next'));
  };

  test('hands out a call and takes its answer once', async () => {
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

  test('refuses the answer to a call that is not the running one', async () => {
    await next('id-1');

    expect((await post('/invocation/id-2/error', '{}')).status).toBe(400);
    expect(answers).toEqual([]);
  });

  test('refuses an answer that is too large, and tells of it', async () => {
    await next('id-1');

    const refused = await post('/invocation/id-1/response', `"${'x'.repeat(6_291_556)}"`);

    expect(refused.status).toBe(413);
    expect(answers.map(({ kind }) => kind)).toEqual(['too-large']);
  });

  test('takes errors of a call and of the start', async () => {
    await next('id-1');
    await post('/invocation/id-1/error', '{"errorType":"A"}');
    await post('/init/error', '{"errorType":"B"}');

    expect(answers).toEqual([{ kind: 'error', body: Buffer.from('{"errorType":"A"}') }]);
    expect(initErrors).toEqual([{ kind: 'error', body: Buffer.from('{"errorType":"B"}') }]);
  });

  test('knows no other path', async () => {
    expect((await fetch(url('/restore/next'))).status).toBe(404);
    expect((await fetch(url('/invocation/next'), { method: 'POST' })).status).toBe(404);
  });
});
