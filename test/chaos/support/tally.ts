import { expect, type TestContext } from 'vitest';
import { count } from '../../support/tally.js';
import type { ChaosLab } from './chaos-lab.js';

type Endpoint = Pick<ChaosLab, 'emulator'>;

/** Expects that nothing of the lab is left. Counts a leak before it fails the test. */
export function expectNothingLeft(context: TestContext, { emulator }: Endpoint): void {
  if (!emulator.isEmpty()) count(context, 'leaks');
  expect(emulator.isEmpty()).toBe(true);
}

/** Expects, too, that the network interfaces of functions are gone. Lambda owns them, so an empty lab may have some. */
export function expectNothingAtAll(context: TestContext, lab: Endpoint): void {
  expectNothingLeft(context, lab);
  const { networkInterfaces } = lab.emulator.state.region('us-east-1').ec2;
  expect([...networkInterfaces.keys()]).toEqual([]);
}

/** Counts the injected faults by kind. */
export function countFaults(context: TestContext, { emulator }: ChaosLab): void {
  for (const { fault } of emulator.calls()) if (fault) count(context, `faults: ${fault}`);
}
