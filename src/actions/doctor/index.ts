import { readIdentity } from '../../aws/identity.js';
import { LabError } from '../../errors.js';
import { blueprint, connectPermission, findVpcId } from '../../resources/index.js';
import {
  findPermissions,
  type OperatorPolicy,
  toManagedPolicies,
  toOperatorPolicy,
  toScope,
} from '../../resources/operator-policy.js';
import { refuseOtherAccount } from '../../session/account.js';
import { noteHeader, openAnonymous, openTargetSession } from '../../session/open.js';
import type { AnonymousSession } from '../../session/session.js';
import type { Action } from '../action.js';
import type { OperatorPolicyOptions } from '../options.js';
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

/** Returns the policy that an operator needs, in as few managed policies as possible. Without credentials, its ARNs have `*` as account. */
async function writePolicy(
  session: AnonymousSession,
  { connect = false }: OperatorPolicyOptions,
): Promise<readonly OperatorPolicy[]> {
  const identity = await readIdentity(session.aws).catch(() => undefined);
  if (identity) {
    await noteHeader(session, identity);
    refuseOtherAccount(session.config, identity);
  } else {
    session.note('Without credentials the account is unknown, so the policy has * in its place.');
  }
  if (session.config.permissionsBoundary === undefined) session.note(WITHOUT_BOUNDARY);
  const isInVpc = session.config.topology === 'vpc';
  const vpcId = identity && isInVpc ? await findVpcId(session) : undefined;
  const scope = toScope(session, identity ?? { account: '*', partition: 'aws' }, vpcId);
  const permissions = [...findPermissions(blueprint), ...(connect ? [connectPermission] : [])];
  const policies = toManagedPolicies(toOperatorPolicy(permissions, scope));
  if (policies.length > 1) session.note(toPartsNote(policies.length));
  return policies;
}

const WITHOUT_BOUNDARY =
  'With this policy, an operator can still give the function any right, by a new version of the lab’s own policy. A permissions boundary prevents that: set VALKEY_LAB_PERMISSIONS_BOUNDARY, then print the policy again (docs/PERMISSIONS.md).';

const toPartsNote = (count: number) =>
  `The permissions do not fit into one managed policy (6,144 characters), so this is a list of ${count} policies. The operator needs all of them.`;

export const doctor: Action<AnonymousSession, object, DoctorResult> = {
  open: openAnonymous,
  act: examine,
};

export const operatorPolicy: Action<
  AnonymousSession,
  OperatorPolicyOptions,
  readonly OperatorPolicy[]
> = {
  open: openTargetSession,
  act: writePolicy,
};
