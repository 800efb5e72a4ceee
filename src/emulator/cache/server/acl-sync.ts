import { setTimeout as delay } from 'node:timers/promises';
import { isBusy, type ServerControl } from './control.js';

/** Keeps the users of a server as the cache's user group wants them: a user who left it is cut off (F4.8). */
export interface AclSync {
  /**
   * Makes, changes and removes users; connections of users that changed or were removed are ended.
   * Undefined when the server is up to date, else settles when it is.
   */
  update(): Promise<void> | undefined;
  /** Why the server did not take a user's access string, or undefined when it did. */
  findProblem(name: string): string | undefined;
}

interface Change {
  readonly name: string;
  /** What `ACL SETUSER` takes; undefined: the user is removed. */
  readonly rules: readonly string[] | undefined;
}

/** How long to wait before a command that a busy server refused is sent again. */
const RETRY_MS = 20;

export function createAclSync(options: {
  readonly control: ServerControl;
  /** Gives what `ACL SETUSER` takes, by the user's name, at the time of the call. */
  readonly toUsers: () => ReadonlyMap<string, readonly string[]>;
  /** Called at once for each user that is to change, long before a busy server takes the change. */
  readonly onChange: (name: string) => void;
}): AclSync {
  const { control, toUsers, onChange } = options;
  /** What the server has accepted. */
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

  /** One round after the other: a change that had to wait never replaces a later one. */
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
      await insist(['DELUSER', name]); // ends its connections as well
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
    // Both are sent together: a client that connects after the reply has the new rules, and stays.
    return insist(['SETUSER', name, ...rules], { andEnd: name });
  }

  /**
   * Sends an `ACL` command until the server is not busy with a script. Resolves to what the server has
   * against it, or undefined.
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
