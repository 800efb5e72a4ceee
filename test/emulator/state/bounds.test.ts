import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import {
  createEventQueue,
  MAX_WAITING_BYTES,
} from '../../../src/emulator/functions/event-queue.js';
import { createHistory } from '../../../src/emulator/http/assumed/history.js';
import { createCallLog, MAX_CALLS } from '../../../src/emulator/http/calls.js';
import { MAX_CODE_BYTES, requireCodeStorage } from '../../../src/emulator/services/lambda/code.js';
import { lambdaService } from '../../../src/emulator/services/lambda/index.js';
import { createClock } from '../../../src/emulator/state/clock.js';
import { MAX_SESSIONS, openRoleSession } from '../../../src/emulator/state/credentials.js';
import {
  appendLogEvents,
  MAX_GROUP_BYTES,
  MAX_REGION_BYTES,
} from '../../../src/emulator/state/log-storage.js';
import { createFunction } from '../cache/support/account.js';
import { buildRole } from '../support/build-role.js';
import { createLogsLab, GROUP } from '../support/logs-lab.js';
import { createOperations } from '../support/operations.js';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const measureHeap = () => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

describe('what an endpoint keeps has a limit:', () => {
  test('a log group, in memory and not only by AWS’s count', () => {
    const lab = createLogsLab();
    const before = measureHeap();
    for (let batch = 0; batch < 200; batch++) {
      const lines = Array.from(
        { length: 1_000 },
        (_, line) => `${batch}/${line} ${'x'.repeat(80)}`,
      );
      // Parsed texts are flat, as those of a request.
      lab.write('stream', ...(JSON.parse(JSON.stringify(lines)) as string[]));
    }
    const group = lab.logs.context.state.logs.groups.get(GROUP);
    expect(group?.memoryBytes).toBeGreaterThan(MAX_GROUP_BYTES * 0.99);
    expect(group?.memoryBytes).toBeLessThanOrEqual(MAX_GROUP_BYTES);
    // 1/8 of the places in its lists may be empty.
    expect(measureHeap() - before).toBeLessThan(MAX_GROUP_BYTES * 1.25);
    expect(group?.events.at(group.events.end - 1)?.message).toMatch(/^199\/999 /);
  });

  test('all log groups of a region; the largest one loses its oldest lines', () => {
    const lab = createLogsLab();
    const { state, account, clock, region } = lab.logs.context;
    const { groups } = state.logs;
    const line = 'x'.repeat(10_000);
    const write = (group: string, count: number) =>
      appendLogEvents({
        ...{ state: state.logs, account, clock, region, group, stream: 's' },
        messages: Array.from({ length: count }, (_, at) => `${at} ${line}`),
      });
    for (const group of ['a', 'b', 'c', 'd']) write(group, 1_500);
    write('small', 500);
    const memory = [...groups.values()].map(({ memoryBytes }) => memoryBytes);
    expect(memory.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(MAX_REGION_BYTES);
    const small = groups.get('small')?.events;
    expect((small?.end ?? 0) - (small?.start ?? 0)).toBe(500);
  });

  test('the call log', () => {
    const calls = createCallLog();
    const call = { service: 'IAM', operation: 'GetRole', status: 200 };
    for (let atMs = 0; atMs <= MAX_CALLS; atMs++) calls.add({ ...call, atMs });
    calls.add({ ...call, status: 0, fault: 'reset', atMs: 1.5 });
    const list = calls.list();
    expect(calls.size).toBe(MAX_CALLS);
    expect(list).toHaveLength(MAX_CALLS);
    expect(list[0]).toEqual({ ...call, atMs: 2 });
    expect(list.slice(-2)).toEqual([
      { ...call, atMs: MAX_CALLS },
      { ...call, status: 0, fault: 'reset', atMs: 1.5 },
    ]);
  });

  test('sessions of AssumeRole: expired ones go first, then the oldest', () => {
    const credentials = new Map();
    const role = buildRole('app');
    const open = (expiresAtMs: number) =>
      openRoleSession({ credentials }, { role, sessionName: 's', expiresAtMs, nowMs: 1_000 });
    const oldest = open(5_000);
    const expired = open(500);
    for (let count = 2; count < MAX_SESSIONS; count++) open(5_000);
    open(5_000);
    expect(credentials.size).toBe(MAX_SESSIONS);
    expect(credentials.has(expired.accessKeyId)).toBe(false);
    expect(credentials.has(oldest.accessKeyId)).toBe(true);
    open(5_000);
    expect(credentials.size).toBeLessThanOrEqual(MAX_SESSIONS);
    expect(credentials.has(oldest.accessKeyId)).toBe(false);
  });

  test('the packages of functions', () => {
    const { context } = createOperations(lambdaService);
    const { functions } = context.state.lambda;
    const half = new Uint8Array(MAX_CODE_BYTES / 2);
    functions.set('one', createFunction({ name: 'one', zip: half }));
    functions.set('two', createFunction({ name: 'two', zip: half }));
    const code = { zip: new Uint8Array(1), codeSha256: '' };
    expect(() => requireCodeStorage(code, 'three', context)).toThrow(
      'Code storage limit exceeded.',
    );
    expect(() => requireCodeStorage(code, 'two', context)).not.toThrow();
    functions.set('one', createFunction({ name: 'one', zip: half, lifecycle: { status: 'gone' } }));
    expect(() => requireCodeStorage(code, 'three', context)).not.toThrow();
  });

  test('failed events that wait for a retry', async () => {
    const lines: string[] = [];
    const queue = createEventQueue({
      clock: createClock(),
      invoke: () => Promise.resolve({ functionError: 'Handled', payload: half, log: '' }),
      log: (line) => lines.push(line),
    });
    const half = new Uint8Array(MAX_WAITING_BYTES / 2);
    for (const requestId of ['1', '2', '3'])
      queue.push(createFunction(), { payload: half, requestId });
    await expect
      .poll(() => lines)
      .toEqual(['Event 3 of AccessValkey was dropped: events of 64 MB wait for a retry.']);
    queue.close();
  });

  test('the changes that reads may miss', () => {
    const lab = createLogsLab();
    const context = { ...lab.logs.context, pace: { ...lab.logs.context.pace, lagMs: 100 } };
    const history = createHistory();
    for (let count = 0; count < 20_000; count++) {
      history.touch(`arn:${count}`, 'changed', context);
      lab.logs.advance(1);
    }
    expect(history.size).toBeLessThanOrEqual(10_001);
    expect(history.isFresh('arn:19999', 'changed', context)).toBe(true);
  });
});
