import type { TestContext } from 'vitest';
import { count } from '../../support/tally.js';

/** The part of the program that an attack targets. */
export type Area =
  | 'files'
  | 'commands'
  | 'cache'
  | 'console'
  | 'functions'
  | 'http'
  | 'state'
  | 'tokens';

/**
 * Runs one attack and counts it in the table, under its area and name. Also counts a hole when an expectation
 * fails.
 */
export async function attack(
  context: TestContext,
  { area, name, times = 1 }: { area: Area; name: string; times?: number },
  run: () => Promise<void>,
): Promise<void> {
  count(context, `${area}: ${name}`, times);
  try {
    await run();
  } catch (error) {
    count(context, 'holes');
    throw error;
  }
}
