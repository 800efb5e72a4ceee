import { paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import { isAwsError } from '../../aws/errors.js';
import { findRole } from '../../aws/iam-reads.js';
import { findVpcId } from '../../resources/index.js';
import { findCondition } from '../../resources/operator-policy.js';
import type { Check, Said } from '../../resources/shared/check.js';
import type { Condition, Permission } from '../../resources/shared/permissions.js';
import type { Session } from '../../session/session.js';

/** One request to the simulation: these actions on this resource. */
interface Question {
  readonly service: string;
  readonly actions: readonly string[];
  readonly arn: string;
  readonly condition: Condition | undefined;
}

/** IAM is global. Its requests go to us-east-1, or in these partitions to another region (AWS General Reference). */
const IAM_REGIONS: ReadonlyMap<string, string> = new Map([
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
]);

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
        return judge(permissions, await findLacking(permissions, ctx, source));
      } catch (error) {
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

function judge(permissions: readonly Permission[], lacking: readonly string[]): Said {
  const count = permissions.reduce((sum, { actions }) => sum + actions.length, 0);
  if (lacking.length === 0) {
    const message = `All ${count} actions are allowed (simulated, without session policies).`;
    return { state: 'ok', message };
  }
  const optional = permissions
    .filter(({ isOptional }) => isOptional)
    .flatMap(({ service, actions }) => actions.map((action) => `${service}:${action}`));
  return {
    state: lacking.every((action) => optional.includes(action)) ? 'warning' : 'failed',
    message: `${lacking.length} of ${count} actions are not allowed: ${lacking.join(', ')}.`,
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
): Promise<string[]> {
  const { identity, region, config } = ctx;
  const vpcId = await findVpcId(ctx);
  const scope = { ...identity, region, names: config.names, vpcId };
  const questions = permissions.flatMap(({ service, actions, on, ...limits }): Question[] => {
    const named = actions.map((action) => `${service}:${action}`);
    const condition = findCondition(limits, scope);
    // A log group has two ARNs. The ARN with a star covers both.
    return on.map((toArns) => {
      return { service, actions: named, arn: toArns(scope).at(-1) ?? '*', condition };
    });
  });
  const lacking = new Set<string>();
  // One after another, because IAM allows only a few simulations a second.
  for (const question of questions) {
    for (const action of await askSimulation(ctx, source, question)) lacking.add(action);
  }
  return [...lacking];
}

async function askSimulation(
  { aws, signal, identity, region }: Session,
  source: string,
  { service, actions, arn, condition = {} }: Question,
): Promise<string[]> {
  signal.throwIfAborted();
  const client = await aws.iam();
  // Without the region, a policy or service control policy that limits regions denies everything (F7.9).
  const requestedRegion =
    service === 'iam' ? (IAM_REGIONS.get(identity.partition) ?? 'us-east-1') : region;
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
  const denied: string[] = [];
  for await (const page of paginateSimulatePrincipalPolicy({ client }, input)) {
    for (const { EvalActionName = '', EvalDecision } of page.EvaluationResults ?? []) {
      if (EvalDecision !== 'allowed') denied.push(EvalActionName);
    }
  }
  return denied;
}
