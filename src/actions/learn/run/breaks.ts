import { detachFromRole } from '../../../aws/iam-changes.js';
import { waitUntil } from '../../../aws/wait.js';
import { toResourceContext } from '../../../engine/context.js';
import { role, serverlessCache } from '../../../resources/index.js';
import { toPolicyArn } from '../../../resources/shared/arns.js';
import { findCache, sendModify, toState } from '../../../resources/shared/cache.js';
import type { Session } from '../../../session/session.js';
import type { Rule } from '../../explain/rule.js';
import { readSetUp } from '../../explain/set-up-facts.js';
import { explainSetUp } from '../../explain/set-up-rules.js';
import { invoke } from '../../invoke/index.js';
import type { Answer } from '../../results.js';
import {
  type Expected,
  explainTokens,
  repeatUntilExpected,
  tryCorrectToken,
  tryLogins,
} from './logins.js';
import type { Outcome } from './outcome.js';
import { changeParts, EVERYTHING } from './parts.js';
import { sendPrintedCleanUp } from './printed-clean-up.js';

/** Step 5.1: the role loses the policy. */
export function detachPolicy(session: Session): Promise<Outcome> {
  const ctx = toResourceContext(session, role);
  const policy = { roleName: session.config.names.role, policyArn: toPolicyArn(session) };
  return breakLab(session, {
    change: () => detachFromRole(ctx, policy),
    attempt: () => tryCorrectToken(session),
  });
}

/** Step 5.4: the cache loses its user group. */
export function detachGroup(session: Session): Promise<Outcome> {
  return breakLab(session, {
    change: () => removeUserGroup(session),
    attempt: () => tryLogins(session, { 'no-auth': 'accepted', token: 'refused' }),
  });
}

interface Break {
  change(): Promise<void>;
  attempt(): ReturnType<typeof tryLogins>;
}

/** Breaks the lab, shows what fails, and repairs it, also after a failure. */
async function breakLab(session: Session, { change, attempt }: Break): Promise<Outcome> {
  const seen = await look(session, { change, attempt });
  const resources = await repair(session);
  await invoke.act(session, {});
  return { ...seen, repair: { resources, proof: PROOF } };
}

async function look(session: Session, { change, attempt }: Break): Promise<Outcome> {
  try {
    await change();
    const answers = await repeatUntilExpected(session, attempt);
    return { answers, rules: await findBrokenRules(session) };
  } catch (error) {
    if (session.signal.aborted) session.note(STILL_BROKEN);
    else await repair(session).catch(() => session.note(STILL_BROKEN));
    throw error;
  }
}

const PROOF = 'The function logged in again, wrote a value and read it back.';
const STILL_BROKEN = 'The lab is still broken. The same step repairs it, and so does `up`.';

const repair = (session: Session) => changeParts(session, { needs: EVERYTHING });

/** Lets the function try a wrong login, and a correct one to compare. The lab stays intact. */
async function tryMistake(session: Session, wrong: Expected): Promise<{ answers: Answer[] }> {
  return { answers: await tryLogins(session, { ...wrong, token: 'accepted' }) };
}

/** Step 5.2: tokens for another cache and for another user. */
export async function signForWrongNames(session: Session): Promise<Outcome> {
  const rules = await explainTokens(session, [
    { cacheName: 'another-cache' },
    { userId: 'another-user' },
  ]);
  const wrong = { 'other-cache': 'refused', 'user-mismatch': 'refused' } as const;
  return { ...(await tryMistake(session, wrong)), rules };
}

/** Step 5.3: a token whose 15 minutes are over (F4.3). */
export async function useOldToken(session: Session): Promise<Outcome> {
  const rules = await explainTokens(session, [{ now: () => Date.now() - 16 * 60_000 }]);
  return { ...(await tryMistake(session, { expired: 'refused' })), rules };
}

/** Step 5.5: a connection without TLS (F5.1). */
export async function turnTlsOff(session: Session): Promise<Outcome> {
  const { answers } = await tryMistake(session, { 'plain-tcp': 'refused' });
  return { answers, rules: await findBrokenRules(session) };
}

/** Step 5.6: the printed clean-up, and then the working one (F3.7). */
export async function cleanUpAsPrinted(session: Session): Promise<Outcome> {
  const answers = await sendPrintedCleanUp(session);
  const rules = await findBrokenRules(session);
  const resources = await changeParts(session, { deletes: EVERYTHING });
  return { answers, rules, repair: { resources, proof: null } };
}

async function findBrokenRules(session: Session): Promise<Rule[]> {
  return explainSetUp(await readSetUp(session)).filter(({ ok }) => ok === false);
}

async function removeUserGroup(session: Session): Promise<void> {
  const ctx = toResourceContext(session, serverlessCache);
  await sendModify(ctx, { RemoveUserGroup: true }, NOT_REPEATED);
  await waitUntil(ctx, {
    read: () => findCache(ctx),
    // The status can still be `available` just after the call (F3.3), so the group counts, too.
    toStatus: (cache) =>
      toState(cache) === 'available' && cache.UserGroupId ? 'with its group' : toState(cache),
    stale: ['with its group'],
    done: ['available'],
  });
}

/** The lab was complete a moment ago, so AWS has no reason to refuse. */
const NOT_REPEATED = { status: '', forMs: 0, isTransient: () => false };
