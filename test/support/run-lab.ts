import { invokeFunction } from '../../src/aws/invoke.js';
import { destroyAll } from '../../src/engine/destroy.js';
import { ensureAll } from '../../src/engine/ensure.js';
import type { Outcome, ProgressEvent } from '../../src/engine/events.js';
import { blueprint, type ResourceName } from '../../src/resources/index.js';
import type { Session } from '../../src/session/session.js';
import type { Lab } from './lab.js';

export { present } from './present.js';

/** The outcomes by `kind/name`. */
export type Actions = Readonly<Record<string, Outcome>>;

const everything = blueprint.resources.map(({ name }) => name);

/** Runs `up`, or a command for some resources. Returns the outcome of each resource. */
export async function up(
  lab: Lab,
  selected: readonly ResourceName[] = everything,
): Promise<Actions> {
  lab.events.length = 0;
  await ensureAll(blueprint, selected, lab.ctx);
  return toActions(lab);
}

/** Runs `down`. Returns the outcome of each resource. */
export async function down(lab: Lab, options: Partial<Session> = {}): Promise<Actions> {
  lab.events.length = 0;
  await destroyAll(blueprint.resources, { ...lab.ctx, ...options });
  return toActions(lab);
}

/** Returns the outcomes of the resources that are finished so far. */
export function toActions(lab: Lab): Actions {
  return Object.fromEntries(
    lab.reports().map(({ kind, name, action }) => [`${kind}/${name}`, action]),
  );
}

/** Returns only the outcomes of resources that changed. */
export function toChanges(actions: Actions): Actions {
  return Object.fromEntries(
    Object.entries(actions).filter(([, action]) => action !== 'unchanged' && action !== 'absent'),
  );
}

/** Runs `up` or `down` and interrupts it at an event, like a person with Ctrl-C. */
export async function interrupted(
  lab: Lab,
  run: (lab: Lab) => Promise<unknown>,
  isMoment: (event: ProgressEvent) => boolean,
): Promise<void> {
  const stop = new AbortController();
  const reason = new Error('The test interrupts.');
  const report = (event: ProgressEvent) => {
    lab.ctx.report(event);
    if (isMoment(event)) stop.abort(reason);
  };
  await run({ ...lab, ctx: { ...lab.ctx, signal: stop.signal, report } }).then(
    () => {
      throw new Error('The moment of the interrupt did not come.');
    },
    (error: unknown) => {
      if (error !== reason) throw error;
    },
  );
}

/** Returns a check for the event that a resource of this kind waits in this status. */
export const waitsFor =
  (kind: string, status: string) =>
  (event: ProgressEvent): boolean =>
    event.type === 'waiting' && event.resource.kind === kind && event.status === status;

/** Returns the emulator's state of the lab's region, which a test can change without a call. */
export function regionOf(lab: Lab) {
  return lab.emulator.state.region(lab.ctx.region);
}

/** Calls the lab's function. */
export const invoke = (lab: Lab) =>
  invokeFunction(lab.ctx.aws, lab.ctx.config.names.function, undefined);
