import { toLabError } from '../../aws/errors.js';
import { ensureAll } from '../../engine/ensure.js';
import { LabError } from '../../errors.js';
import { blueprint } from '../../resources/index.js';
import { type MakingAction, selectResources } from '../../resources/shared/blueprint.js';
import { withFunction } from '../../session/function-subject.js';
import type { Run } from '../../session/run.js';
import type { Session } from '../../session/session.js';
import { packUserFunction } from '../deploy-function/pack.js';
import { findFailure } from '../invoke/failure.js';
import { findInvocable } from '../invoke/invocable.js';
import { invokePatiently } from '../invoke/patiently.js';
import { toInvocationResult } from '../invoke/result.js';
import type { DevOptions } from '../options.js';
import type { DevRound, InvocationResult } from '../results.js';
import { readEvent } from './event-file.js';
import type { LoginLog } from './logins.js';

/** What a round works with. */
export interface RoundInput {
  readonly session: Session;
  readonly run: Pick<Run, 'config' | 'signal' | 'note'>;
  readonly options: DevOptions;
  readonly logins: LoginLog | undefined;
  /** The files that changed; empty for the first round. */
  readonly changed: readonly string[];
  /** `up` for the first round of a lab that this run makes. */
  readonly step: Extract<MakingAction, 'up' | 'deploy-function'>;
}

/**
 * Packs, deploys and invokes the function once. A failure of the build, of the deployment or of the function is part of the
 * result, because the user is about to correct it.
 */
export async function playRound(input: RoundInput): Promise<DevRound> {
  const { options, run, step, changed, logins } = input;
  const started = performance.now();
  const end = async (invocation: InvocationResult | null, failure: LabError | null) => ({
    ...{ changed, elapsedMs: Math.round(performance.now() - started), invocation, failure },
    logins: (await logins?.read()) ?? [],
  });
  try {
    const { subject, name } = await packUserFunction(run, options.path, options);
    const session = withFunction(input.session, name, subject);
    await ensureAll(blueprint, selectResources(blueprint, step), session);
    const event = await readEvent(options.event);
    const found = await findInvocable(session);
    const invocation = await untilAborted(invokePatiently(session, found, event), run.signal);
    const result = toInvocationResult(invocation, session);
    return await end(result, findFailure(session, result) ?? null);
  } catch (error) {
    run.signal.throwIfAborted();
    const failure = toLabError(error);
    if (failure instanceof LabError) return end(null, failure);
    throw error;
  }
}

/** Waits for a reply, but not for a function that still runs when the run is aborted. */
async function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((done, fail) => {
    const stop = () => fail(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    result.then(done, fail).finally(() => signal.removeEventListener('abort', stop));
  });
}
