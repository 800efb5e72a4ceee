import { isAwsError } from '../../aws/errors.js';
import { findRole } from '../../aws/iam-reads.js';
import { findVpcId } from '../../resources/index.js';
import { toScope } from '../../resources/operator-policy.js';
import type { Check, Said } from '../../resources/shared/check.js';
import type { Permission } from '../../resources/shared/permissions.js';
import type { Session } from '../../session/session.js';
import { findLacking, type Lacking, toNames, toQuestions } from './simulation.js';

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
        const scope = toScope(ctx, ctx.identity, await findVpcOfLab(ctx));
        const needed = permissions.filter(({ isNeeded }) => isNeeded?.(scope) ?? true);
        const count = new Set(needed.flatMap(toNames)).size;
        const questions = toQuestions(needed, scope, ctx);
        return judgePermissions(
          count,
          await findLacking(questions, ctx, source),
          toEffects(needed),
        );
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

/** Finds the VPC that limits a permission. A public lab has none. */
async function findVpcOfLab(ctx: Session): Promise<string | undefined> {
  return ctx.config.topology === 'vpc' ? findVpcId(ctx) : undefined;
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

/** What is worse without an action, by its name. The program does not work without the other actions. */
type Effects = ReadonlyMap<string, string>;

function toEffects(permissions: readonly Permission[]): Effects {
  const optional = permissions.flatMap((permission) => {
    const { without } = permission;
    return without === undefined ? [] : toNames(permission).map((name) => [name, without] as const);
  });
  return new Map(optional);
}

/** Judges the result of the simulation. `count` is the number of all actions. */
export function judgePermissions(
  count: number,
  lacking: readonly Lacking[],
  effects: Effects = new Map(),
): Said {
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
  const isUsable = lacking.every(({ action }) => effects.has(action));
  const sentences = lacking.map(({ action }) => `Without ${action}, ${effects.get(action)}.`);
  return {
    state: isUsable ? 'warning' : 'failed',
    message: isUsable ? [message, ...sentences].join(' ') : message,
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
