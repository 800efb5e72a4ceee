import type { FoundFunction } from '../../aws/find-function.js';
import { LabError } from '../../errors.js';
import { type Session, toPlace } from '../../session/session.js';
import type { Action } from '../action.js';
import { findFailure } from '../invoke/failure.js';
import { findInvocable, refuseVacant } from '../invoke/invocable.js';
import { invokePatiently } from '../invoke/patiently.js';
import { openExisting } from '../open-session.js';
import type { VerifyOptions } from '../options.js';
import type { VerifyResult } from '../results.js';
import { readUntilClear } from './clear-trials.js';
import { readTrialsHere } from './here.js';
import { findTrials, type Judgement, judge, type Trial } from './judge.js';

/** The event that makes the function run its table of attempts. */
export const VERIFY_EVENT = toEvent();

/** Returns the event for some of the attempts, or for all. */
function toEvent(only?: readonly string[]): string {
  return JSON.stringify({ valkeyLab: 'verify', only });
}

/**
 * Proves that the cache enforces authentication: the function, or with `here` this machine, makes correct and wrong attempts.
 * @throws LabError NOT_ENFORCED or NOT_PROVEN, with the attempts as result; FUNCTION_OUTDATED
 */
async function prove(session: Session, { here = false }: VerifyOptions): Promise<VerifyResult> {
  const trials = here
    ? await readTrialsHere(session)
    : await readClearTrials(session, await findInvocable(session));
  const attempts = judge(trials, session.config.accessString);
  const result = { ...toPlace(session), attempts, elapsedMs: session.elapsedMs() };
  const failed = attempts.filter(({ ok }) => !ok);
  if (failed.length > 0) throw toFailure(session.config.names.cache, failed, result);
  return result;
}

/** Calls the function until its outcomes are clear. */
export function readClearTrials(session: Session, found: FoundFunction): Promise<readonly Trial[]> {
  return readUntilClear((only) => readTrials(session, found, toEvent(only)));
}

async function readTrials(
  session: Session,
  found: FoundFunction,
  event: string,
): Promise<readonly Trial[]> {
  const { function: name } = session.config.names;
  const invocation = await invokePatiently(session, found, event);
  const { functionError, payload } = invocation;
  if (functionError !== null)
    throw findFailure(session, { functionError, payload, roundTrip: null });
  const trials = findTrials(payload);
  if (trials) return trials;
  throw new LabError<{ attempts: null }>(
    'FUNCTION_OUTDATED',
    `The code of the function ${name} does not support verify: it treated the event as an ordinary one.`,
    { resource: `function/${name}`, result: { attempts: null } },
  );
}

function toFailure(
  cache: string,
  failed: readonly Judgement[],
  result: VerifyResult,
): LabError<VerifyResult> {
  const list = (items: readonly Judgement[]) => items.map(({ name }) => name).join(', ');
  const entered = failed.filter(({ outcome }) => outcome === 'accepted');
  const others = failed.filter(({ outcome }) => outcome !== 'accepted');
  const said = [
    entered.length > 0 && `accepted, but must be refused: ${list(entered)}`,
    others.length > 0 && `not accepted, or unclear: ${list(others)}`,
  ].filter(Boolean);
  const isOpen = entered.length > 0;
  const head = isOpen
    ? `The cache ${cache} does not enforce authentication`
    : `Not every attempt against the cache ${cache} had its expected outcome`;
  const code = isOpen ? 'NOT_ENFORCED' : 'NOT_PROVEN';
  return new LabError(code, `${head} (${said.join('; ')}).`, {
    resource: `serverless-cache/${cache}`,
    result,
  });
}

export const verify: Action<Session, VerifyOptions, VerifyResult> = {
  open: openExisting,
  act: prove,
  actVacant: refuseVacant,
};
