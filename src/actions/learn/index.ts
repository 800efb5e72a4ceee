import { toReadContext } from '../../engine/context.js';
import { LabError } from '../../errors.js';
import { lookups } from '../../resources/index.js';
import { findCache, toOutput } from '../../resources/shared/cache.js';
import { withTopology } from '../../session/create-session.js';
import type { Run } from '../../session/run.js';
import type { Session } from '../../session/session.js';
import type { Action } from '../action.js';
import { toEndpoint } from '../lab-result.js';
import { openSession } from '../open-session.js';
import type { LearnStepOptions } from '../options.js';
import type { LearnResult } from '../results.js';
import { STEP_NUMBERS } from './numbers.js';
import { refuseSurprise, toList, toResult } from './result.js';
import { changeParts, previewParts } from './run/parts.js';
import { PLANS, type Plan } from './run/plans.js';
import { type LabFacts, toShownTags } from './step.js';
import { toStep } from './steps/index.js';

/**
 * Runs one step of the lesson, and says what it did and why.
 * @throws LabError NOT_PROVEN, and the errors of `up` and `down`
 */
async function runStep(session: Session, options: LearnStepOptions): Promise<LearnResult> {
  const { step: number, dryRun = false } = options;
  const plan: Plan = PLANS[number];
  const resources = await (dryRun ? previewParts : changeParts)(session, plan);
  // When a step has deleted everything, the local endpoint may have ended.
  const lab = plan.deletes ? toFacts(session) : await readFacts(session, plan);
  const outcome = (dryRun ? undefined : await plan.show?.(session, lab)) ?? {};
  const shown = { step: toStep(number), plan, dryRun, lab, resources, outcome };
  return refuseSurprise(number, toResult(session, shown));
}

async function readFacts(session: Session, { showsNetwork }: Plan): Promise<LabFacts> {
  const [cache, network] = await Promise.all([
    findCache(session),
    showsNetwork ? lookups.network.find(toReadContext(session)) : undefined,
  ]);
  return { ...toFacts(session), endpoint: toEndpoint(cache && toOutput(cache)), ...network };
}

function toFacts({ config, identity, region, handlerFolder }: Session): LabFacts {
  const unknown = { endpoint: null, subnetIds: [], securityGroupIds: [] };
  return { config, identity, region, handlerFolder, ...unknown, tags: toShownTags(config, region) };
}

export const learnStep: Action<Session, LearnStepOptions, LearnResult> = {
  // AWS's tutorial is about a cache in a VPC.
  open: async (run) => withTopology(await openSession(run), 'vpc'),
  check({ step }) {
    if (STEP_NUMBERS.includes(step)) return;
    throw new LabError(
      'CONFIG_INVALID',
      `The step is "${step}", but the lesson has the steps ${STEP_NUMBERS.join(', ')}.`,
    );
  },
  act: runStep,
};

/** Lists the steps. This needs neither AWS nor the local endpoint. */
export const learnSteps: Action<Run, object, LearnResult> = {
  open: (run) => run,
  act: async (run) => toList(run),
};
