import { describe, expect, test } from 'vitest';
import type { EngineContext } from '../../src/engine/context.js';
import { destroyAll } from '../../src/engine/destroy.js';
import { ensureAll } from '../../src/engine/ensure.js';
import type { ProgressEvent } from '../../src/engine/events.js';
import { toFailures } from '../../src/engine/failures.js';
import type { Later, Observation, Resource } from '../../src/engine/resource.js';
import { LabError } from '../../src/errors.js';

/** Resources of a made-up graph: what matters here is when work on them runs, not what it makes. */

type Name =
  | 'connectAttachment'
  | 'function'
  | 'logGroup'
  | 'policy'
  | 'role'
  | 'serverlessCache'
  | 'userGroup'
  | 'vpcAttachment';
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
    config: { lab: '' },
    region: 'us-east-1',
    signal: new AbortController().signal,
    time: performance,
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
  'vpcAttachment',
  'userGroup',
  'serverlessCache',
  'function',
  'logGroup',
];

describe('ensureAll', () => {
  test('runs what does not need each other at once, and the rest when its needs are met', async () => {
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
    // Had the policy waited for the role, neither would ever have ended.
    expect(log.slice(0, 2)).toEqual(['+role', '+policy']);
    expect(log.slice(-2)).toEqual(['+connectAttachment', '=connectAttachment']);
  });

  test('gives a resource the outputs of what it needs', async () => {
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

  test('begins a resource without what it needs later, and gives that when it is known', async () => {
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

  test('after a failure begins nothing more, ends waits, and throws the failure itself', async () => {
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
      vpcAttachment: { dependsOn: ['role'] },
    });
    await expect(ensureAll(plan, names, ctx)).rejects.toBe(failure);
    expect(reason).toBe(failure);
    expect(log).toEqual(['+role', '+policy']);
    const failed = events.filter(({ type }) => type === 'failed');
    expect(failed).toEqual([
      { type: 'failed', resource: { kind: 'role', name: 'role' }, message: 'It failed.' },
    ]);
  });

  test('has every failure of the run, and none that only follows from another one', async () => {
    const [first, second] = [new Error('first'), new Error('second')];
    const { plan, ctx, names, events } = createPlan({
      role: {
        ensure: async () => {
          throw first;
        },
      },
      policy: {
        // A call in flight that fails by itself while the run is being ended.
        ensure: ({ signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => setImmediate(() => reject(second)));
          }),
      },
      connectAttachment: { dependsOn: ['policy'] },
      vpcAttachment: { dependsOn: ['role'] },
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

  test('refuses what is foreign before it makes anything, needs outside the selection included', async () => {
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

  test('refuses a need that nobody makes, naming the command that does', async () => {
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

  test('removes what needs a resource before it, and what it is told to come after', async () => {
    const { plan, ctx, log } = createPlan({
      role: { seen: present },
      function: { seen: present, dependsOn: ['role'] },
      logGroup: { seen: present, destroyAfter: ['role'] },
    });
    await destroyAll(plan.resources, ctx);
    expect(log).toEqual(['-function', '-role', '-logGroup']);
  });

  test('goes on with what does not depend on a failure, and then throws it', async () => {
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

  test('has every failure of the run', async () => {
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

  test('leaves alone what is foreign, and what is not there', async () => {
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
