import { type EngineContext, toResourceId } from './context.js';
import { findDrift } from './drift.js';
import { type Outcome, type ResourceReport, toResourceText } from './events.js';
import { FAILED_STATES, findObstacle, inspectAll, type Observations, toReport } from './inspect.js';
import type { Observation, Resource } from './resource.js';

/** What is not right with a resource. */
export interface Problem {
  /** `kind/name`. */
  readonly resource: string;
  readonly problem: string;
  /** `up` repairs it; `wait`: AWS is at work, and `up` waits for it; `rename`: it is foreign; `by-hand`: the problem says how. */
  readonly remedy: 'up' | 'wait' | 'rename' | 'by-hand';
}

/** What exists, and what is not right with it. */
export interface LabStatus<O> {
  readonly reports: ResourceReport[];
  readonly problems: Problem[];
  readonly outputs: Readonly<Partial<O>>;
}

/** Reads everything of the lab; needs no network and no package, so it never fails for them. */
export async function readStatus<C extends EngineContext, O>(
  resources: readonly Resource<C, O>[],
  ctx: C,
): Promise<LabStatus<O>> {
  const seen = await inspectAll(resources, ctx);
  const shown = resources.filter(
    (resource) => (resource.isWanted?.(ctx) ?? true) || seen.get(resource.name)?.state !== 'absent',
  );
  const reports = shown.map((resource) => {
    const observation = seen.get(resource.name) ?? { state: 'absent' };
    return toReport(resource, ctx, { observation, action: toOutcome(observation) });
  });
  const problems = shown.flatMap((resource) => findProblem(resource, ctx, seen) ?? []);
  const outputs: Partial<O> = {};
  for (const [name, { output }] of seen) if (output !== undefined) outputs[name] = output;
  return { reports, problems, outputs };
}

function toOutcome({ state, owner }: Observation): Outcome {
  if (state === 'absent') return 'absent';
  return owner === 'foreign' ? 'kept' : 'unchanged';
}

/** AWS's words for what it is at work on. */
const CHANGING = ['creating', 'modifying', 'deleting', 'pending'];

/** What is absent is no problem of its own: the table says it. */
function findProblem<C extends EngineContext, O>(
  one: Resource<C, O>,
  ctx: C,
  seen: Observations<O>,
): Problem | undefined {
  const observation = seen.get(one.name);
  if (!observation || observation.state === 'absent') return undefined;
  const { state, owner, reason, isBystander } = observation;
  const resource = toResourceText(toResourceId(one, ctx));
  if (owner === 'foreign') {
    const problem = "exists and is not this lab's";
    return isBystander ? undefined : { resource, problem, remedy: 'rename' };
  }
  const why = reason ? `: ${reason.replace(/\.$/, '')}` : '';
  if (FAILED_STATES.includes(state) && owner === 'unknown') {
    const problem = `is ${state}, and AWS does not show whose it is. ${one.unknownHint?.(ctx)}`;
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
  const obstacle = findObstacle(one, ctx, observation);
  if (obstacle) {
    const problem = `${obstacle.problem}. ${obstacle.hint}`.replace(/\.$/, '');
    return { resource, problem, remedy: 'by-hand' };
  }
  const drift = findDrift(one, ctx, { seen, lookups: {} });
  if (drift.length === 0) return undefined;
  const fields = drift.map(({ field }) => field).join(', ');
  return { resource, problem: `is not as it should be (${fields})${why}`, remedy: 'up' };
}
