import { expect, test } from 'vitest';
import { readUntilClear } from '../../../src/actions/verify/clear-trials.js';
import type { Trial } from '../../../src/actions/verify/judge.js';
import { LabError } from '../../../src/errors.js';

const toTrial = (name: string, outcome: Trial['outcome']): Trial => ({
  ...{ name, outcome, what: name, expected: 'refused', probe: null, reply: '', elapsedMs: 1 },
});

/** Answers the calls one after the other, and notes what each asked for. */
function answer(...answers: (readonly Trial[] | Error)[]) {
  const asked: (readonly string[] | undefined)[] = [];
  const read = async (only?: readonly string[]) => {
    const next = answers[asked.length];
    asked.push(only);
    if (next instanceof Error || next === undefined) throw next;
    return next;
  };
  return { asked, read };
}

test('only unclear attempts are made again', async () => {
  const first = [toTrial('expired', 'unclear'), toTrial('hello', 'refused')];
  const { asked, read } = answer(first, [toTrial('expired', 'refused')]);

  expect((await readUntilClear(read)).map(({ outcome }) => outcome)).toEqual([
    'refused',
    'refused',
  ]);
  expect(asked).toEqual([undefined, ['expired']]);
});

test('a further call that fails keeps the outcomes of the calls before it', async () => {
  const first = [toTrial('expired', 'unclear'), toTrial('hello', 'refused')];
  const failed = new LabError('FUNCTION_FAILED', 'The cache could not check the login.');
  const { read } = answer(first, failed, failed);

  expect(await readUntilClear(read)).toEqual(first);
});

test('the failure of the first call, and any other failure, is the result', async () => {
  const failed = new LabError('FUNCTION_FAILED', 'no');
  await expect(readUntilClear(answer(failed).read)).rejects.toBe(failed);
  const denied = new LabError('ACCESS_DENIED', 'no');
  const { read } = answer([toTrial('expired', 'unclear')], denied);
  await expect(readUntilClear(read)).rejects.toBe(denied);
});
