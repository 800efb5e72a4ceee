import { paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import { isAwsError } from '../../aws/errors.js';
import { findRole } from '../../aws/iam-reads.js';
import { findIamRegion } from '../../aws/partitions.js';
import { findVpcId } from '../../resources/index.js';
import { findCondition } from '../../resources/operator-policy.js';
import type { Check, Said } from '../../resources/shared/check.js';
import type { Condition, Permission } from '../../resources/shared/permissions.js';
import type { Session } from '../../session/session.js';

/** An action that the caller lacks on some resource. */
export interface Lacking {
  readonly action: string;
  /** Whether a policy of the organization denies it. The caller's own policies cannot change that. */
  readonly isByOrganization: boolean;
  /** What is worse without the action; undefined if the program does not work without it. */
  readonly without?: string | undefined;
}

/** One request to the simulation: these actions on this resource. */
interface Question {
  readonly service: string;
  readonly actions: readonly string[];
  readonly arn: string;
  readonly condition: Condition | undefined;
  readonly without: string | undefined;
}

/** Checks with IAM's simulation that the caller has these permissions. */
export function createPermissionsCheck(permissions: readonly Permission[]): Check<Session> {
  return {
    name: 'permissions',
    async run(ctx): Promise<Said> {
      const source = await findPrincipal(ctx);
      if (source === 'root') return { state: 'ok', message: 'The account root may do everything.' };
      if (source === undefined) {
        return unknown(`IAM cannot simulate the policies of ${ctx.identity.arn}`);
      }
      try {
        const count = permissions.reduce((sum, { actions }) => sum + actions.length, 0);
        return judgePermissions(count, await findLacking(permissions, ctx, source));
      } catch (error) {
        // The ARN of a role session has no path, so without GetRole the ARN of its role is a guess.
        if (isAwsError(error, 'NoSuchEntityException')) {
          return unknown(`IAM does not find ${source}; its path is known only with iam:GetRole`);
        }
        if (!isAwsError(error, 'AccessDenied', 'AccessDeniedException')) throw error;
        return unknown('you may not simulate policies (iam:SimulatePrincipalPolicy)');
      }
    },
  };
}

/** Returns the finding without a simulation. The findings of other checks show refused reads. */
function unknown(because: string): Said {
  return {
    state: 'unknown',
    message: `Not simulated: ${because}. The other lines show which reads succeeded.`,
    remedy: {
      text: 'Compare your permissions with {command}.',
      command: ['doctor', '--print-policy'],
    },
  };
}

/** Judges the result of the simulation. `count` is the number of all actions. */
export function judgePermissions(count: number, lacking: readonly Lacking[]): Said {
  if (lacking.length === 0) {
    const message = `All ${count} actions are allowed (simulated, without session policies).`;
    return { state: 'ok', message };
  }
  const list = (items: readonly Lacking[]) => items.map(({ action }) => action).join(', ');
  const message = `${lacking.length} of ${count} actions are not allowed: ${list(lacking)}.`;
  const byOrganization = lacking.filter(({ isByOrganization }) => isByOrganization);
  if (byOrganization.length > 0) {
    return {
      state: 'failed',
      message: `${message} A policy of your organization (SCP) denies: ${list(byOrganization)}.`,
      remedy:
        'Ask the administrators of your organization, or choose another region with --region.',
    };
  }
  const isUsable = lacking.every(({ without }) => without !== undefined);
  const effects = lacking.map(({ action, without }) => `Without ${action}, ${without}.`);
  return {
    state: isUsable ? 'warning' : 'failed',
    message: isUsable ? [message, ...effects].join(' ') : message,
    remedy: {
      text: 'Add them. {command} prints the whole policy.',
      command: ['doctor', '--print-policy'],
    },
  };
}

/** Finds the user or role with the caller's policies; undefined for federated users, whose policies IAM cannot simulate. */
async function findPrincipal({ identity, aws }: Session): Promise<string | undefined> {
  const { arn } = identity;
  if (/:iam::\d+:root$/.test(arn)) return 'root';
  if (/:iam::\d+:user\//.test(arn)) return arn;
  // The ARN of a role session does not contain the role's path.
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (role === undefined) return undefined;
  const fallback = `arn:${identity.partition}:iam::${identity.account}:role/${role}`;
  try {
    return (await findRole(aws, role))?.Arn ?? fallback;
  } catch (error) {
    if (isAwsError(error, 'AccessDenied')) return fallback;
    throw error;
  }
}

/** Returns each `service:Action` that is not allowed on all the resources that need it. */
async function findLacking(
  permissions: readonly Permission[],
  ctx: Session,
  source: string,
): Promise<Lacking[]> {
  const { identity, region, config } = ctx;
  const vpcId = await findVpcId(ctx);
  const { names, iamPath } = config;
  const scope = { ...identity, region, names, iamPath, vpcId };
  const questions = permissions.flatMap((permission): Question[] => {
    const { service, actions, on, without } = permission;
    const named = actions.map((action) => `${service}:${action}`);
    const condition = findCondition(permission, scope);
    const all = on.flatMap((toArns) => toArns(scope));
    return all.map((arn) => ({ service, actions: named, arn, condition, without }));
  });
  const lacking = new Map<string, Lacking>();
  // One after another, because IAM allows only a few simulations a second.
  for (const question of questions) {
    for (const one of await askSimulation(ctx, source, question)) lacking.set(one.action, one);
  }
  return [...lacking.values()];
}

async function askSimulation(
  { aws, signal, identity, region }: Session,
  source: string,
  { service, actions, arn, condition = {}, without }: Question,
): Promise<Lacking[]> {
  signal.throwIfAborted();
  const client = await aws.iam();
  // Without the region, a policy or service control policy that limits regions denies everything (F7.9).
  const requestedRegion = (service === 'iam' && findIamRegion(identity.partition)) || region;
  const keys = [
    ['aws:RequestedRegion', requestedRegion] as const,
    ...Object.values(condition).flatMap((entries) => Object.entries(entries)),
  ];
  const input = {
    PolicySourceArn: source,
    ActionNames: [...actions],
    ResourceArns: [arn],
    ContextEntries: keys.map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyValues: [value],
      ContextKeyType: 'string' as const,
    })),
  };
  const denied: Lacking[] = [];
  for await (const page of paginateSimulatePrincipalPolicy({ client }, input)) {
    for (const result of page.EvaluationResults ?? []) {
      const { EvalActionName: action = '', EvalDecision, OrganizationsDecisionDetail } = result;
      const isByOrganization = OrganizationsDecisionDetail?.AllowedByOrganizations === false;
      if (EvalDecision !== 'allowed') denied.push({ action, isByOrganization, without });
    }
  }
  return denied;
}
