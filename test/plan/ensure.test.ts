import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/errors.js';
import { destroyPlan } from '../../src/plan/destroy.js';
import { ensurePlan, type Plan } from '../../src/plan/ensure.js';
import type { ProgressEvent } from '../../src/plan/events.js';
import type { Outputs, StepName } from '../../src/plan/outputs.js';
import type { LabContext, Observation, Step } from '../../src/plan/step.js';

/** Steps of a made-up graph: what matters here is when they run, not what they make. */

interface Scripted {
  readonly dependsOn?: readonly StepName[];
  readonly uses?: readonly StepName[];
  readonly later?: readonly StepName[];
  readonly destroyAfter?: readonly StepName[];
  readonly seen?: Observation;
  ensure?(ctx: { signal: AbortSignal }, needs: Record<string, unknown>): Promise<unknown>;
  destroy?(): Promise<'deleted' | 'absent' | 'kept'>;
}

function createStep(name: StepName, log: string[], scripted: Scripted): Step {
  return {
    name,
    kind: 'role',
    dependsOn: scripted.dependsOn ?? [],
    uses: scripted.uses ?? [],
    later: scripted.later ?? [],
    destroyAfter: scripted.destroyAfter ?? [],
    label: () => name,
    inspect: async () => scripted.seen ?? { state: 'absent' },
    async ensure(ctx, needs) {
      log.push(`+${name}`);
      const output = (await scripted.ensure?.(ctx, needs as never)) ?? { of: name };
      log.push(`=${name}`);
      return { outcome: 'created', state: 'present', output: output as Outputs[StepName] };
    },
    async destroy() {
      log.push(`-${name}`);
      return (await scripted.destroy?.()) ?? 'deleted';
    },
  };
}

function createPlan(scripts: Partial<Record<StepName, Scripted>>) {
  const log: string[] = [];
  const events: ProgressEvent[] = [];
  const names = Object.keys(scripts) as StepName[];
  const allSteps = names.map((name) => createStep(name, log, scripts[name] ?? {}));
  const plan = {
    allSteps,
    commands: { role: 'create-role' },
    lookups: {},
  } as unknown as Plan;
  const ctx = {
    config: { lab: '' },
    region: 'us-east-1',
    signal: new AbortController().signal,
    report: (event: ProgressEvent) => void events.push(event),
  } as unknown as LabContext;
  return { plan, ctx, log, events, names };
}

describe('ensurePlan', () => {
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
    await ensurePlan(plan, names, ctx);
    // Had the policy waited for the role, neither would ever have ended.
    expect(log.slice(0, 2)).toEqual(['+role', '+policy']);
    expect(log.slice(-2)).toEqual(['+connectAttachment', '=connectAttachment']);
  });

  test('gives a step the outputs of what it needs', async () => {
    const given: Record<string, unknown>[] = [];
    const { plan, ctx, names } = createPlan({
      role: {},
      userGroup: { seen: { state: 'absent' } },
      function: {
        dependsOn: ['role'],
        uses: ['userGroup'],
        ensure: async (_ctx, needs) => given.push(needs),
      },
    });
    await ensurePlan(
      plan,
      names.filter((name) => name !== 'userGroup'),
      ctx,
    );
    expect(given).toEqual([{ role: { of: 'role' }, userGroup: undefined }]);
  });

  test('begins a step without what it needs later, and gives that when it is known', async () => {
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
          const cache = needs['serverlessCache'] as { known(): unknown; wait(): Promise<unknown> };
          known.push(cache.known());
          isFunctionBegun();
          known.push(await cache.wait());
        },
      },
    });
    await ensurePlan(plan, names, ctx);
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
    await expect(ensurePlan(plan, names, ctx)).rejects.toBe(failure);
    expect(reason).toBe(failure);
    expect(log).toEqual(['+role', '+policy']);
    const failed = events.filter(({ type }) => type === 'failed');
    expect(failed).toEqual([
      { type: 'failed', resource: { kind: 'role', name: 'role' }, message: 'It failed.' },
    ]);
  });

  test('refuses what is foreign before it makes anything, needs outside the selection included', async () => {
    const { plan, ctx, log } = createPlan({
      role: { seen: { state: 'present', owner: 'foreign' } },
      policy: {},
      function: { dependsOn: ['role'] },
    });
    await expect(ensurePlan(plan, ['policy', 'function'], ctx)).rejects.toMatchObject({
      code: 'FOREIGN_RESOURCE',
      exitCode: 3,
      resource: 'role/role',
    });
    expect(log).toEqual([]);
  });

  test('refuses a need that nobody makes, naming the command that does', async () => {
    const { plan, ctx, log } = createPlan({ role: {}, function: { dependsOn: ['role'] } });
    await expect(ensurePlan(plan, ['function'], ctx)).rejects.toMatchObject({
      code: 'RESOURCE_MISSING',
      hint: 'Run `valkey-lab create-role` first.',
    });
    expect(log).toEqual([]);
  });
});

describe('destroyPlan', () => {
  const present: Observation = { state: 'present', owner: 'lab' };

  test('removes what needs a resource before it, and what it is told to come after', async () => {
    const { plan, ctx, log } = createPlan({
      role: { seen: present },
      function: { seen: present, dependsOn: ['role'] },
      logGroup: { seen: present, destroyAfter: ['role'] },
    });
    await destroyPlan(plan.allSteps, ctx);
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
    await expect(destroyPlan(plan.allSteps, ctx)).rejects.toBe(failure);
    expect(log.sort()).toEqual(['-function', '-serverlessCache']);
  });

  test('leaves alone what is foreign, and what is not there', async () => {
    const { plan, ctx, log, events } = createPlan({
      role: { seen: { state: 'present', owner: 'foreign' } },
      policy: {},
    });
    await destroyPlan(plan.allSteps, ctx);
    expect(log).toEqual([]);
    const actions = events.flatMap((event) =>
      event.type === 'finished' ? [[event.report.name, event.report.action]] : [],
    );
    expect(Object.fromEntries(actions)).toEqual({ role: 'kept', policy: 'absent' });
  });
});
