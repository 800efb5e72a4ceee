import { readIdentity } from '../../aws/identity.js';
import { LabError } from '../../errors.js';
import { blueprint, findVpcId } from '../../resources/index.js';
import {
  findPermissions,
  type OperatorPolicy,
  toOperatorPolicy,
} from '../../resources/operator-policy.js';
import { openAnonymous, openTargetSession } from '../../session/open.js';
import type { AnonymousSession } from '../../session/session.js';
import type { Action } from '../action.js';
import type { DoctorResult } from '../results.js';
import { diagnose } from './diagnose.js';

/**
 * Checks everything that `up` needs. Reads only.
 * @throws LabError CHECK_FAILED, with the findings as result
 */
async function examine(session: AnonymousSession): Promise<DoctorResult> {
  const { identity, findings: checks } = await diagnose(blueprint, {
    ...session,
    report: () => {},
  });
  const { region, config, target } = session;
  const result = {
    ...{ lab: config.lab, region, account: identity?.account ?? null, local: target.local },
    ...{ checks, elapsedMs: session.elapsedMs() },
  };
  const failed = checks.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return result;
  const names = failed.map(({ check }) => check).join(', ');
  const message = `${failed.length} of ${checks.length} checks failed: ${names}.`;
  throw new LabError<DoctorResult>('CHECK_FAILED', message, { result });
}

/** Returns the policy that an operator needs. Without credentials, its ARNs have `*` as account. */
async function writePolicy(session: AnonymousSession): Promise<OperatorPolicy> {
  const scope = { region: session.region, names: session.config.names };
  const known = await readIdentity(session.aws).catch(() => {
    session.note('Without credentials the account is unknown, so the policy has * in its place.');
    return { account: '*', partition: 'aws' };
  });
  const vpcId = known.account === '*' ? undefined : await findVpcId(session);
  return toOperatorPolicy(findPermissions(blueprint), { ...scope, ...known, vpcId });
}

export const doctor: Action<AnonymousSession, object, DoctorResult> = {
  open: openAnonymous,
  act: examine,
};

export const operatorPolicy: Action<AnonymousSession, object, OperatorPolicy> = {
  open: openTargetSession,
  act: writePolicy,
};
