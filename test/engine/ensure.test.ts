import { describe, expect, test } from 'vitest';
import { realTime } from '../../src/aws/time.js';
import type { EngineContext } from '../../src/engine/context.js';
import { destroyAll } from '../../src/engine/destroy.js';
import { ensureAll } from '../../src/engine/ensure.js';
import type { ProgressEvent } from '../../src/engine/events.js';
import { toFailures } from '../../src/engine/failures.js';
import type { Later, Observation, Resource } from '../../src/engine/resource.js';
import { LabError } from '../../src/errors.js';

/** Resources of an invented graph. Only the order of the work matters here. */

type Name =
  | 'connectAttachment'
  | 'function'
  | 'logGroup'
  | 'policy'
  | 'role'
  | 'serverlessCache'
  | 'userGroup'
  | 'executionAttachment';
type Outputs = Readonly<Record<Name, unknown>>;
type Needs = Readonly<Partial<Record<Name, unknown>>>;

interface Scripted {
  readonly dependsOn?: readonly Name[];
  readonly uses?: readonly Name[];
  readonly later?: readonly Name[];
  readonly destroyAfter?: readonly Name[];
  readonly seen?: Observation;
  ensure?(ctx: { signal: AbortSignal }, needs: Needs): Promise<unknown>;
  destroy?(): Promise<'deleted' | 'absent' | 'kept'>;
}

function createResource(
  name: Name,
  log: string[],
  scripted: Scripted,
): Resource<EngineContext, Outputs> {
  return {
    name,
    kind: 'role',
    dependsOn: scripted.dependsOn ?? [],
    uses: scripted.uses ?? [],
    later: scripted.later ?? [],
    destroyAfter: scripted.destroyAfter ?? [],
    madeBy: ['create-role'],
    label: () => name,
    inspect: async () => scripted.seen ?? { state: 'absent' },
    async ensure(ctx, needs) {
      log.push(`+${name}`);
      const output = (await scripted.ensure?.(ctx, needs)) ?? { of: name };
      log.push(`=${name}`);
      return { outcome: 'created', state: 'present', output };
    },
    async destroy() {
      log.push(`-${name}`);
      return (await scripted.destroy?.()) ?? 'deleted';
    },
  };
}

function createPlan(scripts: Partial<Record<Name, Scripted>>) {
  const log: string[] = [];
  const events: ProgressEvent[] = [];
  const resources = NAMES.flatMap((name) => {
    const scripted = scripts[name];
    return scripted ? [createResource(name, log, scripted)] : [];
  });
  const ctx: EngineContext = {
    config: { lab: '', tags: {} },
    owner: 'user/jane',
    region: 'us-east-1',
    signal: new AbortController().signal,
    time: realTime,
    lag: { usualMs: 0, youngMs: 0 },
    report: (event) => void events.push(event),
    attribute: (_resource, run) => run(),
  };
  const names = resources.map(({ name }) => name);
  return { plan: { resources, lookups: {} }, ctx, log, events, names };
}

const NAMES: readonly Name[] = [
  'role',
  'policy',
  'connectAttachment',
  'executionAttachment',
  'userGroup',
  'serverlessCache',
  'function',
  'logGroup',
];

describe('ensureAll', () => {
  test('runs independent resources in parallel, and the others when their needs are met', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { plan, ctx, log, names } = createPlan({
      role: { ensure: () => released },
      policy: { ensure: async () => release() },
      connectAttachment: { dependsOn: ['role', 'policy'] },
    });
    await ensureAll(plan, names, ctx);
    // If the policy waited for the role, neither would end.
    expect(log.slice(0, 2)).toEqual(['+role', '+policy']);
    expect(log.slice(-2)).toEqual(['+connectAttachment', '=connectAttachment']);
  });

  test('passes the outputs of its needs to a resource', async () => {
    const given: Needs[] = [];
    const { plan, ctx, names } = createPlan({
      role: {},
      userGroup: { seen: { state: 'absent' } },
      function: {
        dependsOn: ['role'],
        uses: ['userGroup'],
        ensure: async (_ctx, needs) => given.push(needs),
      },
    });
    await ensureAll(
      plan,
      names.filter((name) => name !== 'userGroup'),
      ctx,
    );
    expect(given).toEqual([{ role: { of: 'role' }, userGroup: undefined }]);
  });

  test('starts a resource without its later needs, and passes their outputs when they are known', async () => {
    let isFunctionBegun = () => {};
    const functionBegun = new Promise<void>((resolve) => {
      isFunctionBegun = resolve;
    });
    const known: unknown[] = [];
    const { plan, ctx, names } = createPlan({
      serverlessCache: { ensure: () => functionBegun },
      function: {
        later: ['serverlessCache'],
        ensure: async (_ctx, needs) => {
          const cache = needs.serverlessCache as Later<unknown>;
          known.push(cache.known());
          isFunctionBegun();
          known.push(await cache.wait());
        },
      },
    });
    await ensureAll(plan, names, ctx);
    expect(known).toEqual([undefined, { of: 'serverlessCache' }]);
  });

  test('starts no other resource after a failure, ends the waits and throws the failure itself', async () => {
    const failure = new LabError('RESOURCE_FAILED', 'It failed.');
    let reason: unknown;
    const { plan, ctx, log, names, events } = createPlan({
      role: {
        ensure: async () => {
          throw failure;
        },
      },
      policy: {
        ensure: ({ signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reason = signal.reason;
              reject(signal.reason);
            });
          }),
      },
      connectAttachment: { dependsOn: ['policy'] },
      executionAttachment: { dependsOn: ['role'] },
    });
    await expect(ensureAll(plan, names, ctx)).rejects.toBe(failure);
    expect(reason).toBe(failure);
    expect(log).toEqual(['+role', '+policy']);
    const failed = events.filter(({ type }) => type === 'failed');
    expect(failed).toEqual([
      { type: 'failed', resource: { kind: 'role', name: 'role' }, message: 'It failed.' },
    ]);
  });

  test('keeps every failure of the run, without those that another one caused', async () => {
    const [first, second] = [new Error('first'), new Error('second')];
    const { plan, ctx, names, events } = createPlan({
      role: {
        ensure: async () => {
          throw first;
        },
      },
      policy: {
        // This call fails on its own while the run is ending.
        ensure: ({ signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => setImmediate(() => reject(second)));
          }),
      },
      connectAttachment: { dependsOn: ['policy'] },
      executionAttachment: { dependsOn: ['role'] },
      userGroup: {
        ensure: ({ signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
      },
    });

    const thrown = await ensureAll(plan, names, ctx).catch((error: unknown) => error);

    expect(thrown).toBe(first);
    expect(toFailures(thrown)).toEqual([first, second]);
    const failed = events.flatMap((event) => (event.type === 'failed' ? [event.message] : []));
    expect(failed).toEqual(['first', 'second']);
  });

  test('refuses foreign resources before the first change, also needs outside the selection', async () => {
    const { plan, ctx, log } = createPlan({
      role: { seen: { state: 'present', owner: 'foreign' } },
      policy: {},
      function: { dependsOn: ['role'] },
    });
    await expect(ensureAll(plan, ['policy', 'function'], ctx)).rejects.toMatchObject({
      code: 'FOREIGN_RESOURCE',
      exitCode: 3,
      resource: 'role/role',
    });
    expect(log).toEqual([]);
  });

  test('refuses a missing need and names the command that creates it', async () => {
    const { plan, ctx, log } = createPlan({ role: {}, function: { dependsOn: ['role'] } });
    await expect(ensureAll(plan, ['function'], ctx)).rejects.toMatchObject({
      code: 'RESOURCE_MISSING',
      hint: { text: 'Run {command} first.', command: ['create-role'] },
    });
    expect(log).toEqual([]);
  });
});

describe('destroyAll', () => {
  const present: Observation = { state: 'present', owner: 'lab' };

  test('removes a resource after those that need it and after those of destroyAfter', async () => {
    const { plan, ctx, log } = createPlan({
      role: { seen: present },
      function: { seen: present, dependsOn: ['role'] },
      logGroup: { seen: present, destroyAfter: ['role'] },
    });
    await destroyAll(plan.resources, ctx);
    expect(log).toEqual(['-function', '-role', '-logGroup']);
  });

  test('removes the resources that do not depend on a failed one, then throws the failure', async () => {
    const failure = new LabError('WAIT_TIMEOUT', 'Too long.');
    const { plan, ctx, log } = createPlan({
      role: { seen: present },
      function: {
        seen: present,
        dependsOn: ['role'],
        destroy: async () => {
          throw failure;
        },
      },
      serverlessCache: { seen: present },
    });
    await expect(destroyAll(plan.resources, ctx)).rejects.toBe(failure);
    expect(log.sort()).toEqual(['-function', '-serverlessCache']);
  });

  test('keeps every failure of the run', async () => {
    const failures = [new Error('of the function'), new Error('of the cache')];
    const fail = (error: unknown) => async () => {
      throw error;
    };
    const { plan, ctx } = createPlan({
      role: { seen: present },
      function: { seen: present, dependsOn: ['role'], destroy: fail(failures[0]) },
      serverlessCache: { seen: present, destroy: fail(failures[1]) },
    });

    const thrown = await destroyAll(plan.resources, ctx).catch((error: unknown) => error);

    expect([...toFailures(thrown)].sort()).toEqual([...failures].sort());
  });

  test('leaves foreign and absent resources alone', async () => {
    const { plan, ctx, log, events } = createPlan({
      role: { seen: { state: 'present', owner: 'foreign' } },
      policy: {},
    });
    await destroyAll(plan.resources, ctx);
    expect(log).toEqual([]);
    const actions = events.flatMap((event) =>
      event.type === 'finished' ? [[event.report.name, event.report.action]] : [],
    );
    expect(Object.fromEntries(actions)).toEqual({ role: 'kept', policy: 'absent' });
  });
});
