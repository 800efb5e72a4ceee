import { describe, expect, test } from 'vitest';
import { findReport, findRoundTrip, findTimings } from '../../src/aws/invocation-log.js';

describe('findReport', () => {
  test("reads each of Lambda's figures", () => {
    const line =
      'REPORT RequestId: 1f\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\tMax Memory Used: 70 MB\tInit Duration: 180.10 ms\t';
    expect(findReport(['START', line])).toEqual({
      durationMs: 12.34,
      initDurationMs: 180.1,
      billedDurationMs: 13,
      maxMemoryUsedMb: 70,
    });
  });

  test('finds no init duration in a warm environment, and returns null without the REPORT line', () => {
    const line =
      'REPORT RequestId: 1f\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMax Memory Used: 70 MB';
    expect(findReport([line])?.initDurationMs).toBeNull();
    expect(findReport(['END'])).toBeNull();
  });
});

describe('findRoundTrip', () => {
  test('finds the line after the prefix that Lambda adds', () => {
    const line =
      '2026-11-23T02:40:37.000Z\t1f\tINFO\tSuccess: Inserted ab12. Fetched ab12 from Valkey.';
    expect(findRoundTrip([line])).toEqual({ inserted: 'ab12', fetched: 'ab12' });
    expect(findRoundTrip(['Success: nothing'])).toBeNull();
  });
});

describe('findTimings', () => {
  const timings = { cold: true, connectMs: 12.5, setMs: 1.1, getMs: 1.2 };

  test("reads the handler's line with and without the prefix that Lambda adds", () => {
    const line = JSON.stringify({ valkeyLab: timings });
    expect(findTimings(['START', line])).toEqual(timings);
    expect(findTimings([`2026-11-23T02:40:37.000Z\t1f\tINFO\t${line}`])).toEqual(timings);
  });

  test.each(['{"valkeyLab":{"cold":true}}', '{"valkeyLab":{"cold":', '{"valkeyLab":null}', ''])(
    'is null for %j',
    (line) => {
      expect(findTimings([line])).toBeNull();
    },
  );
});
