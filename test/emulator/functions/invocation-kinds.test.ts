import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LambdaLab, startLambdaLab } from './support/lambda-lab.js';

const ECHO = { 'index.mjs': 'export const handler = async (event) => event;' };

describe('an invocation', () => {
  let lab: LambdaLab;
  beforeEach(async () => {
    lab = await startLambdaLab();
  });
  afterEach(() => lab.close());

  test('of type Event answers with 202 and runs in the background', async () => {
    await lab.create('event', {
      'index.mjs': "export const handler = async (event) => { console.log('ran', event.n); };",
    });

    const answer = await lab.invoke('event', { n: 3 }, { InvocationType: 'Event' });

    expect(answer).toEqual({
      statusCode: 202,
      functionError: undefined,
      payload: undefined,
      log: '',
    });
    await expect
      .poll(() => lab.logEvents('event').join(''), { timeout: 10_000 })
      .toContain('\tINFO\tran 3\n');
  });

  test('of type Event is retried after one minute and after two more when it fails', async () => {
    await lab.create('event', {
      'index.mjs':
        'export const handler = async (event, { awsRequestId }) => { console.log("try", awsRequestId); throw new Error("no"); };',
    });
    const countTries = () =>
      lab.logEvents('event').filter((line) => line.startsWith('REPORT ')).length;

    await lab.invoke('event', {}, { InvocationType: 'Event' });
    await expect.poll(countTries, { timeout: 20_000 }).toBe(1);
    await expect
      .poll(async () => {
        lab.clock.advance(60_000);
        return countTries();
      })
      .toBe(3);

    await expect
      .poll(() => lab.lines.join('\n'))
      .toMatch(/Event \S+ of event was dropped after 3 attempts\./);
    const ids = lab
      .logEvents('event')
      .join('')
      .match(/try (\S+)/g);
    expect(new Set(ids).size).toBe(1);
  });

  test('of type DryRun checks the call and does not run the function', async () => {
    await lab.create('echo', ECHO);

    const answer = await lab.invoke('echo', {}, { InvocationType: 'DryRun' });

    expect(answer.statusCode).toBe(204);
    expect(lab.logEvents('echo')).toEqual([]);
  });

  test('without a payload passes an empty object', async () => {
    await lab.create('echo', ECHO);

    expect((await lab.invoke('echo', undefined)).payload).toEqual({});
  });

  test('with a payload that is not JSON is refused', async () => {
    await lab.create('echo', ECHO);

    await expect(lab.invoke('echo', {}, { Payload: Buffer.from('{"a":') })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('accepts 6 MB, and 1 MB for an Event', async () => {
    await lab.create('size', {
      'index.mjs': 'export const handler = async (event) => event.length;',
    });
    const text = (bytes: number) => Buffer.from(JSON.stringify('x'.repeat(bytes - 2)));

    expect((await lab.invoke('size', {}, { Payload: text(6_291_456) })).payload).toBe(6_291_454);
    await expect(lab.invoke('size', {}, { Payload: text(6_291_457) })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      message:
        '6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
      $metadata: { httpStatusCode: 413 },
    });
    await expect(
      lab.invoke('size', {}, { Payload: text(1_048_577), InvocationType: 'Event' }),
    ).rejects.toMatchObject({ name: 'RequestTooLargeException' });
  });

  test('whose answer is larger than 6 MB fails', async () => {
    await lab.create('large', {
      'index.mjs': "export const handler = async (event) => 'x'.repeat(event.bytes);",
    });

    const { functionError, payload } = await lab.invoke('large', { bytes: 6_291_555 });

    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
    expect((await lab.invoke('large', { bytes: 6_000_000 })).functionError).toBeUndefined();
  });

  test('of a function whose role does not exist is refused', async () => {
    await lab.create('echo', ECHO);
    lab.aws.iam.roles.delete('app');

    await expect(lab.invoke('echo')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'The role defined for the function cannot be assumed by Lambda.',
    });
  });
});
