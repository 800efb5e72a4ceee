import { describe, expect, test } from 'vitest';
import { LAB } from '../../../scripts/docs/lesson.js';
import { refuseSurprise } from '../../../src/actions/learn/result.js';
import { repeatUntilExpected } from '../../../src/actions/learn/run/logins.js';
import type { Answer } from '../../../src/actions/results.js';
import type { LabError } from '../../../src/errors.js';
import { learned } from '../../cli/screens/results.js';

const REFUSED: Answer = { what: 'a token', expected: 'refused', outcome: 'refused', reply: 'NO' };
const ACCEPTED: Answer = { ...REFUSED, outcome: 'accepted', reply: 'OK' };

/** Attempts whose answer changes after some time, on a clock that only their pauses move. */
function startAttempts(slowness: number, refusedAfterMs: number) {
  let nowMs = 0;
  const statuses: string[] = [];
  const session = {
    ...{ target: { slowness }, config: LAB.config, signal: new AbortController().signal },
    time: {
      now: () => nowMs,
      sleep: async (ms: number) => {
        nowMs += ms;
      },
    },
    report: (event: { type: string; status?: string }) => void statuses.push(event.status ?? ''),
  };
  const attempt = async () => [nowMs >= refusedAfterMs ? REFUSED : ACCEPTED];
  return { run: () => repeatUntilExpected(session, attempt), statuses, now: () => nowMs };
}

describe('attempts of a lesson', () => {
  test('are repeated while AWS may not have applied a change', async () => {
    const { run, statuses } = startAttempts(1, 60_000);
    expect(await run()).toEqual([REFUSED]);
    expect(new Set(statuses)).toEqual(new Set(['waiting until AWS has applied the change']));
  });

  test('are repeated for three minutes at most', async () => {
    const { run, now } = startAttempts(1, Number.POSITIVE_INFINITY);
    expect(await run()).toEqual([ACCEPTED]);
    expect(now()).toBe(180_000);
  });

  test('are made once where a change has its effect at once', async () => {
    const { run, now } = startAttempts(0, Number.POSITIVE_INFINITY);
    expect(await run()).toEqual([ACCEPTED]);
    expect(now()).toBe(0);
  });

  test('that end in another way than the lesson says are a failure with the whole result', () => {
    const lesson = learned('5.1');
    expect(refuseSurprise('5.1', { ...lesson, answers: [REFUSED] }).answers).toEqual([REFUSED]);
    const undocumented = { ...ACCEPTED, expected: null };
    expect(() => refuseSurprise('5.1', { ...lesson, answers: [undocumented] })).not.toThrow();

    const surprising = { ...lesson, answers: [REFUSED, ACCEPTED] };
    const fail = () => refuseSurprise('5.1', surprising);
    expect(fail).toThrow('The lesson expects that a token is refused, but it was accepted.');
    expect(fail).toThrow(
      expect.objectContaining({
        code: 'NOT_PROVEN',
        result: surprising,
      } satisfies Partial<LabError>),
    );
  });
});
