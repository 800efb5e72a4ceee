import { homedir } from 'node:os';

/** Debian's home folder of users that have none. */
const NO_HOME = '/nonexistent';

/** Finds the user's home folder. A container's user may have no HOME and no entry in the list of users. */
export function findHome(): string | undefined {
  try {
    const home = homedir();
    return home === NO_HOME ? undefined : home;
  } catch {
    return undefined;
  }
}

/** Gives a user without a home folder one that does not exist: the SDK fails without any. */
export function replaceMissingHome(env: Record<string, string | undefined>): void {
  if (findHome() === undefined) env['HOME'] = NO_HOME;
}
