import { expect, type TestContext } from 'vitest';
import { count } from '../../support/tally.js';
import type { ChaosLab } from './chaos-lab.js';

/** Expects that nothing of the lab is left. Counts a leak before it fails the test. */
export function expectNothingLeft(context: TestContext, { emulator }: ChaosLab): void {
  if (!emulator.isEmpty()) count(context, 'leaks');
  expect(emulator.isEmpty()).toBe(true);
}

/** Counts the injected faults by kind. */
export function countFaults(context: TestContext, { emulator }: ChaosLab): void {
  for (const { fault } of emulator.calls()) if (fault) count(context, `faults: ${fault}`);
}
