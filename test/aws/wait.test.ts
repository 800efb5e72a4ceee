import { describe, expect, test } from 'vitest';
import { toPollIntervalMs, type Waiter, waitUntil } from '../../src/aws/wait.js';
import type { WaitingEvent } from '../../src/engine/events.js';
import { LabError } from '../../src/errors.js';

function createWaiter(signal = new AbortController().signal) {
  const events: WaitingEvent[] = [];
  const resource = { kind: 'user', name: 'u' } as const;
  const waiter: Waiter = { resource, signal, report: (event) => void events.push(event) };
  return { waiter, events };
}

/** Creates a wait that reads these statuses in order. */
function reads(...statuses: (string | undefined)[]) {
  return async () => {
    const status = statuses.shift();
    return status === undefined ? undefined : { status };
  };
}

const toStatus = ({ status }: { status: string }) => status;

describe('waitUntil', () => {
  test('reads until the status is done, compares in lower case, and reports each pending one', async () => {
    const { waiter, events } = createWaiter();
    const read = reads('CREATING', 'Active');
    const found = await waitUntil(waiter, { read, toStatus, done: ['active'] });
    expect(found).toEqual({ status: 'Active' });
    expect(events.map(({ status }) => status)).toEqual(['creating']);
  });

  test('waits for statuses that AWS does not document, and reports them', async () => {
    const { waiter, events } = createWaiter();
    const read = reads('warming-up', '', 'Optimizing', 'active');
    const wait = { read, toStatus, done: ['active'], failed: ['create-failed'] };
    expect(await waitUntil(waiter, wait)).toEqual({ status: 'active' });
    expect(events.map(({ status }) => status)).toEqual(['warming-up', '', 'optimizing']);
  });

  test("fails at once, with AWS's reason, on a failed status", async () => {
    const { waiter } = createWaiter();
    const wait = {
      ...{ read: reads('failed'), toStatus, done: ['active'], failed: ['failed'] },
      toReason: () => 'no addresses left',
    };
    await expect(waitUntil(waiter, wait)).rejects.toThrowError(
      'The user u is failed: no addresses left.',
    );
  });

  test('treats absent as pending only for absentForMs', async () => {
    const { waiter } = createWaiter();
    const wait = { toStatus, done: ['active'] };
    const read = reads(undefined, 'active');
    await expect(waitUntil(waiter, { ...wait, read, absentForMs: 5_000 })).resolves.toBeDefined();
    await expect(waitUntil(waiter, { ...wait, read: reads(undefined) })).rejects.toThrowError(
      /is absent/,
    );
  });

  test("ends with the signal's reason", async () => {
    const stop = new AbortController();
    const { waiter } = createWaiter(stop.signal);
    const reason = new LabError('INTERRUPTED', 'Stop.');
    const read = async () => {
      stop.abort(reason);
      return { status: 'creating' };
    };
    const wait = { read, toStatus, done: ['active'] };
    await expect(waitUntil(waiter, wait)).rejects.toBe(reason);
  });
});

describe('toPollIntervalMs', () => {
  test('returns 5 % of the time waited, between 0.25 s and 10 s', () => {
    expect([0, 5_000, 20_000, 100_000, 1_000_000].map(toPollIntervalMs)).toEqual([
      250, 250, 1_000, 5_000, 10_000,
    ]);
  });

  test('leads to about 140 reads in ten minutes', () => {
    let reads = 0;
    for (let elapsed = 0; elapsed < 600_000; elapsed += toPollIntervalMs(elapsed)) reads += 1;
    expect(reads).toBeGreaterThan(120);
    expect(reads).toBeLessThan(150);
  });
});
