import { setTimeout as delay } from 'node:timers/promises';
import { isBusy, type ServerControl } from './control.js';

/** Keeps a server's users equal to the cache's user group. A user who leaves the group is disconnected (F4.8). */
export interface AclSync {
  /**
   * Creates, changes and removes users, and ends the connections of changed and removed users.
   * Returns undefined when the server is up to date; otherwise the promise settles when it is.
   */
  update(): Promise<void> | undefined;
  /** Returns the reason why the server refused a user's access string, if it did. */
  findProblem(name: string): string | undefined;
}

interface Change {
  readonly name: string;
  /** The arguments of `ACL SETUSER`; undefined removes the user. */
  readonly rules: readonly string[] | undefined;
}

/** The pause before a busy server gets a refused command again. */
const RETRY_MS = 20;

export function createAclSync(options: {
  readonly control: ServerControl;
  /** Returns the current arguments of `ACL SETUSER` by user name. */
  readonly toUsers: () => ReadonlyMap<string, readonly string[]>;
  /** Called at once for each user that will change. A busy server applies the change later. */
  readonly onChange: (name: string) => void;
}): AclSync {
  const { control, toUsers, onChange } = options;
  /** The rules that the server has, by user name. */
  const applied = new Map<string, string>();
  const problems = new Map<string, string>();
  let running: Promise<void> | undefined;

  function findChanges(): Change[] {
    const wanted = toUsers();
    const names = new Set([...applied.keys(), ...wanted.keys()]);
    return [...names]
      .map((name) => ({ name, rules: wanted.get(name) }))
      .filter(({ name, rules }) => rules?.join(' ') !== applied.get(name));
  }

  /** Applies changes in rounds, so an old change that had to wait never replaces a newer one. */
  async function applyChanges(): Promise<void> {
    try {
      for (let changes = findChanges(); changes.length > 0; changes = findChanges()) {
        await Promise.all(changes.map(apply));
      }
    } finally {
      running = undefined;
    }
  }

  async function apply({ name, rules }: Change): Promise<void> {
    problems.delete(name);
    if (!rules) {
      await insist(['DELUSER', name]); // The server also ends the user's connections.
      applied.delete(name);
      return;
    }
    const problem = await setUser(name, rules);
    if (problem !== undefined) {
      problems.set(name, problem);
      await setUser(name, ['reset', 'off']);
    }
    applied.set(name, rules.join(' '));
  }

  function setUser(name: string, rules: readonly string[]): Promise<string | undefined> {
    // Both commands are sent together: a client that connects after the reply has the new rules and must stay.
    return insist(['SETUSER', name, ...rules], { andEnd: name });
  }

  /**
   * Sends an `ACL` command until the server is not busy with a script. Resolves to the server's refusal,
   * or to undefined.
   */
  async function insist(
    acl: readonly string[],
    { andEnd }: { andEnd?: string } = {},
  ): Promise<string | undefined> {
    for (;;) {
      const setting = control.tell('ACL', ...acl);
      const ending =
        andEnd === undefined ? undefined : control.tell('CLIENT', 'KILL', 'USER', andEnd);
      const [refusal, second] = await Promise.all([setting, ending]);
      if (!isBusy(refusal) && !isBusy(second)) return refusal;
      await delay(RETRY_MS);
    }
  }

  return {
    update() {
      const changes = findChanges();
      for (const { name } of changes) onChange(name);
      if (changes.length > 0) running ??= applyChanges();
      return running;
    },
    findProblem: (name) => problems.get(name),
  };
}
