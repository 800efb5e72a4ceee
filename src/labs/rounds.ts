import { loadConfig } from '../config.js';
import { destroyPlan } from '../plan/destroy.js';
import type { ResourceReport } from '../plan/events.js';
import type { StepName } from '../plan/outputs.js';
import { previewDestroy } from '../plan/preview.js';
import type { LabContext, Step } from '../plan/step.js';
import type { FoundLab, FoundNames } from './find-labs.js';

/** Some of the steps, with the names that they are about. */
interface Round {
  readonly steps: readonly Step[];
  readonly ctx: LabContext;
}

/** A lab's steps by the name that they are about, in the order in which AWS lets them go. */
const PHASES: readonly (readonly (readonly [keyof FoundNames, readonly StepName[]])[])[] = [
  [
    ['cache', ['serverlessCache', 'cacheUserGroup']],
    ['function', ['logGroup', 'function', 'networkInterfaces']],
  ],
  [
    ['userGroup', ['userGroup']],
    ['role', ['connectAttachment', 'vpcAttachment', 'role']],
  ],
  [
    ['iamUser', ['iamUser']],
    ['defaultUser', ['defaultUser']],
    ['policy', ['policy']],
  ],
];

/** Removes a lab, whatever its names are. A failure ends it: what comes after it is for the next run. */
export async function destroyLab(
  steps: readonly Step[],
  ctx: LabContext,
  lab: FoundLab,
): Promise<void> {
  for (const round of toRounds(steps, ctx, lab)) await destroyPlan(round.steps, round.ctx);
}

/** What `destroyLab` would do: reads only. */
export async function previewDestroyLab(
  steps: readonly Step[],
  ctx: LabContext,
  lab: FoundLab,
): Promise<ResourceReport[]> {
  const reports = [];
  for (const round of toRounds(steps, ctx, lab)) {
    reports.push(...(await previewDestroy(round.steps, round.ctx)));
  }
  return reports;
}

/**
 * One round of everything, as `down` does it; where a lab has several of a kind, a round for each
 * phase and name: what others depend on goes when all of those are gone.
 */
function toRounds(steps: readonly Step[], base: LabContext, { lab, names }: FoundLab): Round[] {
  const ctx = toLabContext(base, lab, names);
  const most = Math.max(...Object.values(names).map(({ length }) => length));
  if (most <= 1) return [{ steps, ctx }];
  const indexes = Array.from({ length: most }, (_, index) => index);
  return PHASES.flatMap((phase) =>
    indexes.map((index) => {
      const about = phase.filter(([key]) => index === 0 || names[key].length > index);
      const wanted = about.flatMap(([, stepNames]) => stepNames);
      const others = Object.fromEntries(about.map(([key]) => [key, names[key][index]]));
      return {
        steps: steps.filter(({ name }) => wanted.includes(name)),
        ctx: withNames(ctx, others),
      };
    }),
  );
}

/** The names that were found, first of each; for what was not found (it may be half made) the tutorial's. */
function toLabContext(ctx: LabContext, lab: string, names: FoundNames): LabContext {
  const usual = loadConfig({ flags: { lab }, env: {}, cwd: '/' }).names;
  const config = { ...ctx.config, lab, names: usual };
  const first = Object.fromEntries(Object.entries(names).map(([key, [name]]) => [key, name]));
  return withNames({ ...ctx, config }, first);
}

function withNames(
  ctx: LabContext,
  changed: Readonly<Record<string, string | undefined>>,
): LabContext {
  const given = Object.entries(changed).filter(([, name]) => name !== undefined);
  const names = { ...ctx.config.names, ...Object.fromEntries(given) };
  const logGroup = `/aws/lambda/${names.function}`;
  return { ...ctx, config: { ...ctx.config, names: { ...names, logGroup } } };
}
