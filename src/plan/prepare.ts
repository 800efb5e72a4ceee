import { toLabError } from '../aws/errors.js';
import { LabError } from '../errors.js';
import {
  FAILED_STATES,
  findObstacle,
  inspectAll,
  type Observations,
  refuseForeign,
  refuseUnknown,
  withResource,
} from './inspect.js';
import type { LookupName, Lookups, StepName } from './outputs.js';
import {
  type LabContext,
  type Observation,
  type ReadContext,
  type Reads,
  type Step,
  toReadContext,
  toStepContext,
} from './step.js';

/** How the look-ups beside the resources are made. */
export type LookupTable = { readonly [K in LookupName]: (ctx: ReadContext) => Promise<Lookups[K]> };

/** A list of steps to run, among all that there are. */
export interface Plan {
  readonly allSteps: readonly Step[];
  readonly lookups: LookupTable;
  /** The command that makes a step's resource, for hints. */
  readonly commands: Readonly<Partial<Record<StepName, string>>>;
}

/** What is known before anything is changed. */
export interface Preparation {
  readonly steps: readonly Step[];
  readonly seen: Map<StepName, Observation>;
  readonly lookups: Partial<Lookups>;
  /** Whether something had to come to its end first: what else was seen may have changed since. */
  readonly hasWaited: boolean;
}

/**
 * Reads everything that the selected steps are about or need, at once, and refuses before anything
 * is changed: foreign resources, needs that nobody makes, an unusable network.
 * @throws LabError FOREIGN_RESOURCE, RESOURCE_MISSING, NETWORK_UNUSABLE, CONFIG_INVALID
 */
export async function prepare(
  plan: Plan,
  selected: readonly StepName[],
  ctx: LabContext,
): Promise<Preparation> {
  const steps = plan.allSteps.filter(
    (step) => selected.includes(step.name) && (step.isWanted?.(ctx.config) ?? true),
  );
  const needed = findNeeded(plan, steps, ctx);
  const relevant = [...steps, ...needed];
  const reads: Reads = new Map();
  const lookingUp = lookUp(plan.lookups, steps, toReadContext(ctx, reads));
  lookingUp.catch(() => {});
  const inspected = await inspectAll(relevant, ctx, reads);
  refuseForeign(relevant, inspected, ctx);
  const lookups = await lookingUp;
  const seen = await settleUnknown(relevant, inspected, ctx);
  refuseForeign(relevant, seen, ctx);
  refuseUnknown(relevant, seen, ctx);
  refuseMissing({ plan, steps, needed, seen, ctx });
  refuseObstacles(steps, seen, ctx);
  const hasWaited = relevant.some(({ name }) => seen.get(name) !== inspected.get(name));
  return { steps, seen, lookups, hasWaited };
}

/** Steps outside the selection whose outputs the selection takes. */
function findNeeded(plan: Plan, steps: readonly Step[], ctx: LabContext): Step[] {
  const names = new Set(
    steps.flatMap((step) => [...step.dependsOn, ...(step.uses ?? []), ...(step.later ?? [])]),
  );
  return plan.allSteps.filter(
    (step) =>
      names.has(step.name) && !steps.includes(step) && (step.isWanted?.(ctx.config) ?? true),
  );
}

async function lookUp(
  table: LookupTable,
  steps: readonly Step[],
  ctx: ReadContext,
): Promise<Partial<Lookups>> {
  const names = [...new Set(steps.flatMap((step) => step.lookups ?? []))];
  const found = await Promise.all(
    names.map(async (name) => {
      try {
        return [name, await table[name](ctx)] as const;
      } catch (error) {
        throw toLabError(error);
      }
    }),
  );
  return Object.fromEntries(found);
}

/** A cache's tags cannot be read while it is creating or deleting: then that comes to its end first. */
async function settleUnknown(
  steps: readonly Step[],
  seen: Observations,
  ctx: LabContext,
): Promise<Map<StepName, Observation>> {
  const settled = await Promise.all(
    steps.map(async (step) => {
      const observation = seen.get(step.name) ?? { state: 'absent' };
      if (observation.owner !== 'unknown' || !step.settle) return [step.name, observation] as const;
      const stepContext = toStepContext(ctx, step);
      const after = await withResource(
        stepContext,
        async () => (await step.settle?.(stepContext, observation)) ?? observation,
      );
      return [step.name, after] as const;
    }),
  );
  return new Map(settled);
}

interface MissingCheck {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly needed: readonly Step[];
  readonly seen: Observations;
  readonly ctx: LabContext;
}

function refuseMissing({ plan, steps, needed, seen, ctx }: MissingCheck): void {
  for (const step of needed) {
    const isRequired = steps.some((one) =>
      [...one.dependsOn, ...(one.later ?? [])].includes(step.name),
    );
    const state = seen.get(step.name)?.state ?? 'absent';
    if (!isRequired || (state !== 'absent' && !FAILED_STATES.includes(state))) continue;
    const command = plan.commands[step.name];
    const resource = `${step.kind}/${step.label(ctx)}`;
    if (state === 'absent') {
      const message = `The ${step.kind} ${step.label(ctx)} does not exist.`;
      const hint = command && `Run \`valkey-lab ${command}\` first.`;
      throw new LabError('RESOURCE_MISSING', message, { resource, hint });
    }
    const message = `The ${step.kind} ${step.label(ctx)} is ${state}.`;
    const hint = command && `Run \`valkey-lab ${command}\`: it makes it anew.`;
    throw new LabError('RESOURCE_FAILED', message, { resource, hint });
  }
}

/** What cannot be made as the configuration has it is not left as it is without a word. */
function refuseObstacles(steps: readonly Step[], seen: Observations, ctx: LabContext): void {
  for (const step of steps) {
    const observation = seen.get(step.name);
    const obstacle = observation && findObstacle(step, ctx, observation);
    if (!obstacle) continue;
    const { problem, hint } = obstacle;
    const message = `The ${step.kind} ${step.label(ctx)} ${problem}; nothing was changed.`;
    throw new LabError('CONFIG_INVALID', message, {
      resource: `${step.kind}/${step.label(ctx)}`,
      hint,
    });
  }
}
