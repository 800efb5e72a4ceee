import { LabError } from '../../errors.js';
import { isBreach, isUndecided, type Trial } from './judge.js';

/** How often the function is called when its time does not suffice, because the cache limits logins (F4.11). */
const MAX_CALLS = 3;

/**
 * Reads outcomes until every attempt that has an expected outcome is clear, or until a wrong one is accepted, which
 * decides. Keeps the outcomes that are clear. `read` gets the names of the attempts to repeat; undefined: all.
 */
export async function readUntilClear(
  read: (only?: readonly string[]) => Promise<readonly Trial[]>,
): Promise<readonly Trial[]> {
  let trials = await read();
  const isOpen = () => trials.some(isBreach);
  for (let calls = 1; calls < MAX_CALLS && trials.some(isUndecided) && !isOpen(); calls += 1) {
    const only = trials.filter(isUndecided).map(({ name }) => name);
    const again = await read(only).catch(ignoreFailedCall);
    trials = trials.map((trial) => again.find(({ name }) => name === trial.name) ?? trial);
  }
  return trials;
}

/** A further call whose own login is not checked proves nothing; the outcomes of the calls before it stay. */
function ignoreFailedCall(error: unknown): readonly Trial[] {
  if (error instanceof LabError && error.code === 'FUNCTION_FAILED') return [];
  throw error;
}
