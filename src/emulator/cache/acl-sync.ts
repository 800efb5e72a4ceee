import { ValkeyReplyError } from './valkey-connection.js';
import type { ValkeyServer } from './valkey-server.js';

/** Keeps the users of a server as the cache's user group wants them. */
export interface AclSync {
  /**
   * Makes, changes and removes users; connections of users that changed or went are ended.
   * Undefined when the server is up to date, else settles when it is.
   */
  update(): Promise<void> | undefined;
  /** Why the server did not take a user's access string, or undefined when it did. */
  findProblem(name: string): string | undefined;
}

/** `toUsers` gives what `ACL SETUSER` takes, by the user's name, at the time of the call. */
export function createAclSync(
  { control }: Pick<ValkeyServer, 'control'>,
  toUsers: () => ReadonlyMap<string, readonly string[]>,
): AclSync {
  const applied = new Map<string, string>();
  const problems = new Map<string, string>();
  let running: Promise<void> | undefined;

  async function setUser(name: string, rules: readonly string[], isNew: boolean): Promise<void> {
    const setAndEnd = async (...acl: readonly string[]): Promise<string | undefined> => {
      const setting = tell('ACL', 'SETUSER', name, ...acl);
      // Not after the reply: who connects in the meantime has the new rules, and stays.
      const ending = isNew ? undefined : tell('CLIENT', 'KILL', 'USER', name);
      const [problem] = await Promise.all([setting, ending]);
      return problem;
    };
    problems.delete(name);
    const problem = await setAndEnd(...rules);
    if (problem === undefined) return;
    problems.set(name, problem);
    await setAndEnd('reset', 'off');
  }

  /** What the server says against a command, or undefined. */
  async function tell(...args: readonly string[]): Promise<string | undefined> {
    try {
      await control.command(...args);
      return undefined;
    } catch (error) {
      if (error instanceof ValkeyReplyError) return error.message;
      throw error;
    }
  }

  function startChanges(): Promise<unknown>[] {
    const wanted = toUsers();
    const changes: Promise<unknown>[] = [];
    for (const name of [...applied.keys()].filter((known) => !wanted.has(known))) {
      applied.delete(name);
      problems.delete(name);
      changes.push(tell('ACL', 'DELUSER', name)); // ends its connections, too
    }
    for (const [name, rules] of wanted) {
      const text = rules.join(' ');
      const before = applied.get(name);
      if (before === text) continue;
      applied.set(name, text);
      changes.push(setUser(name, rules, before === undefined));
    }
    return changes;
  }

  return {
    update() {
      const changes = startChanges();
      if (changes.length === 0) return running;
      const round: Promise<void> = Promise.all([running, ...changes])
        .then(() => {})
        .finally(() => {
          if (running === round) running = undefined;
        });
      running = round;
      return round;
    },
    findProblem: (name) => problems.get(name),
  };
}
