import { LabError } from '../../errors.js';
import { explain as explainToken } from '../../iam-auth/index.js';
import { openTargetSession } from '../../session/open.js';
import { type AnonymousSession, type Session, toPlace } from '../../session/session.js';
import type { Action } from '../action.js';
import { openExisting } from '../open-session.js';
import type { ExplainTokenOptions } from '../options.js';
import type { ExplainResult } from '../results.js';
import { toRule } from './rule.js';
import { readSetUp, toNoFacts } from './set-up-facts.js';
import { explainSetUp } from './set-up-rules.js';

/** Checks every rule of the lab's set-up. */
async function explainLab(session: Session): Promise<ExplainResult> {
  const rules = explainSetUp(await readSetUp(session));
  return refuseBroken({ ...toPlace(session), subject: 'set-up', rules });
}

/** Checks every rule of a token, without an AWS call. */
async function explainOne(
  { config, target }: AnonymousSession,
  { token }: ExplainTokenOptions,
): Promise<ExplainResult> {
  const { region } = target.access;
  const findings = await explainToken({
    ...{ token, region, cacheName: config.names.cache, username: config.names.iamUser },
    credentials: await findCredentials(target),
  });
  const place = { lab: config.lab, region, account: null, local: target.local };
  return refuseBroken({ ...place, subject: 'token', rules: findings.map(toRule) });
}

/** Finds the caller's credentials, which may have signed the token. Without them, `explain` cannot check the signature. */
async function findCredentials({ access }: AnonymousSession['target']) {
  try {
    return await access.credentials();
  } catch {
    return undefined;
  }
}

function refuseBroken(result: ExplainResult): ExplainResult {
  const broken = result.rules.filter(({ ok }) => ok === false);
  if (broken.length === 0) return result;
  const names = broken.map(({ rule }) => rule).join(', ');
  const what = result.subject === 'token' ? 'The token' : "The lab's set-up";
  const count = broken.length === 1 ? 'one rule' : `${broken.length} rules`;
  throw new LabError<ExplainResult>('RULE_BROKEN', `${what} breaks ${count}: ${names}.`, {
    result,
  });
}

export const explainSetUpOfLab: Action<Session, object, ExplainResult> = {
  open: openExisting,
  act: explainLab,
  actVacant: async (session) =>
    refuseBroken({
      ...toPlace(session),
      subject: 'set-up',
      rules: explainSetUp(toNoFacts(session)),
    }),
  acceptsAwsUsers: true,
};

export const explainGivenToken: Action<AnonymousSession, ExplainTokenOptions, ExplainResult> = {
  open: openTargetSession,
  act: explainOne,
  acceptsAwsUsers: true,
};
