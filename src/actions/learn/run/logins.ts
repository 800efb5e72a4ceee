import { invokeFunction, toErrorType } from '../../../aws/invoke.js';
import { createIamAuthToken, explain, TOKEN_REFUSED_ERROR_TYPE } from '../../../iam-auth/index.js';
import type { Session } from '../../../session/session.js';
import { type Rule, toRule } from '../../explain/rule.js';
import { findFailure } from '../../invoke/failure.js';
import { findInvocable } from '../../invoke/invocable.js';
import type { Answer } from '../../results.js';
import { readClearTrials, VERIFY_EVENT } from '../../verify/index.js';
import { findTrials, type Trial } from '../../verify/judge.js';

/** The names of attempts of `verify`, each with the outcome that the lesson expects. */
export type Expected = Readonly<Record<string, 'accepted' | 'refused'>>;

/** Lets the function make its attempts to log in, and returns the cache's answers to these. */
export async function tryLogins(session: Session, expected: Expected): Promise<Answer[]> {
  return toAnswers(await readClearTrials(session, await findInvocable(session)), expected);
}

function toAnswers(trials: readonly Trial[], expected: Expected): Answer[] {
  return Object.entries(expected).flatMap(([name, wanted]) =>
    trials
      .filter((trial) => trial.name === name)
      .map(({ what, outcome, reply }) => ({ what, expected: wanted, outcome, reply })),
  );
}

/** Lets the function log in with its correct token, which the lesson expects to fail. Does not wait for a policy. */
export async function tryCorrectToken(session: Session): Promise<Answer[]> {
  const { function: name } = session.config.names;
  const { functionError, payload } = await invokeFunction(session.aws, name, VERIFY_EVENT);
  if (functionError === null) return toAnswers(findTrials(payload) ?? [], { token: 'refused' });
  if (toErrorType(payload) !== TOKEN_REFUSED_ERROR_TYPE) {
    throw findFailure(session, { functionError, payload, roundTrip: null });
  }
  const reply = toCacheReply(payload as { readonly errorMessage?: string });
  return [{ what: 'a token in AUTH', expected: 'refused', outcome: 'refused', reply }];
}

/** Returns the words of the cache, which the function's error has in parentheses. */
function toCacheReply({ errorMessage = '' }: { readonly errorMessage?: string }): string {
  return /\(((?:WRONGPASS|ERR) [^)]*)\)/.exec(errorMessage)?.[1] ?? errorMessage;
}

/** AWS applies a changed policy, and a changed group, within about two minutes (F1.12, F4.7). */
const EFFECTIVE_WITHIN_MS = 180_000;

/** The parts of a session that a repetition needs. */
type Waiting = Pick<Session, 'time' | 'signal' | 'report'> & {
  readonly target: Pick<Session['target'], 'slowness'>;
  readonly config: { readonly names: Pick<Session['config']['names'], 'function'> };
};

/** Repeats attempts until every answer is the expected one, or until AWS must have applied the change. */
export async function repeatUntilExpected(
  { time, signal, report, target, config }: Waiting,
  attempt: () => Promise<Answer[]>,
): Promise<Answer[]> {
  const started = time.now();
  for (;;) {
    const answers = await attempt();
    const elapsedMs = Math.round(time.now() - started);
    if (answers.every(isAsExpected) || elapsedMs >= EFFECTIVE_WITHIN_MS * target.slowness) {
      return answers;
    }
    report({
      type: 'waiting',
      resource: { kind: 'function', name: config.names.function },
      status: 'waiting until AWS has applied the change',
      elapsedMs,
    });
    await time.sleep(2_000, signal);
  }
}

export function isAsExpected({ expected, outcome }: Answer): boolean {
  return expected === null || expected === outcome;
}

/** What a token is wrongly signed for. */
interface Mistake {
  readonly cacheName?: string;
  readonly userId?: string;
  readonly now?: () => number;
}

/** Signs tokens with these mistakes, with the caller's keys, and returns the rules that they break. */
export async function explainTokens(
  { config, region, target }: Session,
  mistakes: readonly Mistake[],
): Promise<Rule[]> {
  const { cache: cacheName, iamUser: userId } = config.names;
  const { credentials } = target.access;
  const known = await credentials();
  const explained = mistakes.map(async (mistake) => {
    const token = await createIamAuthToken({ cacheName, userId, region, credentials, ...mistake });
    return explain({ token, region, cacheName, username: userId, credentials: known });
  });
  return (await Promise.all(explained))
    .flat()
    .filter(({ ok }) => ok === false)
    .map(toRule);
}
