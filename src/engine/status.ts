import { type Hint, toHint } from '../errors.js';
import { type EngineContext, toResourceId } from './context.js';
import { type Outcome, type ResourceReport, toResourceText } from './events.js';
import {
  FAILED_STATES,
  findDrift,
  findObstacle,
  inspectAll,
  type Observations,
  toReport,
} from './inspect.js';
import type { Observation, Resource } from './resource.js';
import { findTagDrift } from './tags.js';

/** A problem of an existing resource. */
export interface Problem {
  /** `kind/name`. */
  readonly resource: string;
  readonly problem: string;
  /**
   * `up`: `up` repairs it. `wait`: AWS is still working on it. `rename`: it is foreign, so the lab needs other names.
   * `by-hand`: the problem says what a person must do.
   */
  readonly remedy: 'up' | 'wait' | 'rename' | 'by-hand';
  /** How to solve it, where the remedy does not say it all. */
  readonly hint?: Hint;
}

/** The lab's resources and their problems. */
export interface LabStatus<O> {
  readonly reports: ResourceReport[];
  readonly problems: Problem[];
  readonly outputs: Readonly<Partial<O>>;
}

/** Reads all resources. It makes no look-ups, so a missing VPC or deployment package cannot make it fail. */
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

/** Statuses of resources that AWS is still working on. */
const CHANGING = ['creating', 'modifying', 'deleting', 'pending'];

/** Finds what is wrong with a resource. An absent one is no problem: the table shows it. */
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
    const problem = `is ${state}, and AWS does not show its owner. ${one.unknownHint?.(ctx)}`;
    return { resource, problem: problem.replace(/\.$/, ''), remedy: 'by-hand' };
  }
  const { repair } = one;
  if (FAILED_STATES.includes(state)) {
    const problem = `is ${state}${why}; AWS does not repair it`;
    if (repair) return { resource, problem, remedy: 'by-hand', hint: repair };
    return { resource, problem: `${problem}, but \`up\` creates it again`, remedy: 'up' };
  }
  if (CHANGING.includes(state)) {
    const problem = `is ${state}: AWS is still working on it, and \`up\` and \`down\` wait for that`;
    return { resource, problem, remedy: 'wait' };
  }
  const obstacle = findObstacle(one, ctx, observation);
  if (obstacle) {
    const { problem, hint } = obstacle;
    return { resource, problem, remedy: 'by-hand', hint: toHint(hint) };
  }
  const drift = [
    ...findDrift(one, ctx, { seen, lookups: {} }),
    ...findTagDrift(one, ctx, observation),
  ];
  if (drift.length === 0) return undefined;
  const fields = drift.map(({ field }) => field).join(', ');
  const problem = `differs from the configuration (${fields})${why}`;
  if (repair) return { resource, problem, remedy: 'by-hand', hint: repair };
  return { resource, problem, remedy: 'up' };
}
