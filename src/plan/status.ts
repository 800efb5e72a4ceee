import { findDrift } from './drift.js';
import type { Action, ResourceReport } from './events.js';
import { FAILED_STATES, findObstacle, inspectAll, type Observations, toReport } from './inspect.js';
import type { StepName } from './outputs.js';
import type { Problem } from './problem.js';
import type { LabContext, Observation, Step } from './step.js';

/** What is there, and what is not right with it. */
export interface LabStatus {
  readonly reports: ResourceReport[];
  readonly problems: Problem[];
  readonly outputs: ReadonlyMap<StepName, unknown>;
}

/** Reads everything of the lab; needs no network and no package, so that it never fails for them. */
export async function readStatus(steps: readonly Step[], ctx: LabContext): Promise<LabStatus> {
  const seen = await inspectAll(steps, ctx);
  const shown = steps.filter(
    (step) => (step.isWanted?.(ctx.config) ?? true) || seen.get(step.name)?.state !== 'absent',
  );
  const reports = shown.map((step) => {
    const observation = seen.get(step.name) ?? { state: 'absent' };
    return toReport(step, ctx, { observation, action: toAction(observation) });
  });
  const problems = shown.flatMap((step) => findProblem(step, ctx, seen) ?? []);
  const outputs = new Map([...seen].map(([name, { output }]) => [name, output] as const));
  return { reports, problems, outputs };
}

function toAction({ state, owner }: Observation): Action {
  if (state === 'absent') return 'absent';
  return owner === 'foreign' ? 'kept' : 'unchanged';
}

/** AWS's words for what it is at work on. */
const CHANGING = ['creating', 'modifying', 'deleting', 'pending'];

/** What is absent is no problem of its own: the table says it. */
function findProblem(step: Step, ctx: LabContext, seen: Observations): Problem | undefined {
  const observation = seen.get(step.name);
  if (!observation || observation.state === 'absent') return undefined;
  const { state, owner, reason, isBystander } = observation;
  const resource = `${step.kind}/${step.label(ctx)}`;
  if (owner === 'foreign') {
    const problem = "exists and is not this lab's";
    return isBystander ? undefined : { resource, problem, remedy: 'rename' };
  }
  const why = reason ? `: ${reason.replace(/\.$/, '')}` : '';
  if (FAILED_STATES.includes(state) && owner === 'unknown') {
    const problem = `is ${state}, and AWS does not show whose it is. ${step.unknownHint?.(ctx)}`;
    return { resource, problem: problem.replace(/\.$/, ''), remedy: 'by-hand' };
  }
  if (FAILED_STATES.includes(state)) {
    const problem = `is ${state}${why}; AWS does not mend it, \`up\` makes it anew`;
    return { resource, problem, remedy: 'up' };
  }
  if (CHANGING.includes(state)) {
    const problem = `is ${state}: AWS is at work on it, \`up\` and \`down\` wait for that`;
    return { resource, problem, remedy: 'wait' };
  }
  const obstacle = findObstacle(step, ctx, observation);
  if (obstacle) {
    const problem = `${obstacle.problem}. ${obstacle.hint}`.replace(/\.$/, '');
    return { resource, problem, remedy: 'by-hand' };
  }
  const drift = findDrift(step, ctx, { seen, lookups: {} });
  if (drift.length === 0) return undefined;
  const fields = drift.map(({ field }) => field).join(', ');
  return { resource, problem: `is not as it should be (${fields})${why}`, remedy: 'up' };
}
