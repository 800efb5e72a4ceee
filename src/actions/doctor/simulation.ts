import { paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import { findIamRegion } from '../../aws/partitions.js';
import type { Permission, PermissionScope } from '../../resources/shared/permissions.js';
import type { Session } from '../../session/session.js';

/** An action that the caller lacks on some resource. */
export interface Lacking {
  readonly action: string;
  /** Whether a policy of the organization denies it. The caller's own policies cannot change that. */
  readonly isByOrganization: boolean;
}

/** Values of condition keys. */
type Keys = Readonly<Record<string, string>>;

/** One request to the simulation: these actions on this resource. */
interface Question {
  readonly actions: Set<string>;
  readonly arn: string;
  readonly keys: Keys;
}

/** Returns the actions as policies name them. */
export function toNames({ service, actions }: Permission): string[] {
  return actions.map((action) => `${service}:${action}`);
}

/** Returns one question for all actions on the same resource with the same condition keys. */
export function toQuestions(
  permissions: readonly Permission[],
  scope: PermissionScope,
  session: Session,
): Question[] {
  const questions = new Map<string, Question>();
  for (const permission of permissions) {
    for (const keys of toKeySets(permission, scope, session)) {
      for (const arn of permission.on.flatMap((toArns) => toArns(scope))) {
        const id = JSON.stringify([arn, keys]);
        const question = questions.get(id) ?? { actions: new Set(), arn, keys };
        for (const name of toNames(permission)) question.actions.add(name);
        questions.set(id, question);
      }
    }
  }
  return [...questions.values()];
}

/** Returns the condition keys of the program's calls: one set for each value that a condition lists. */
function toKeySets(
  { service, condition }: Permission,
  scope: PermissionScope,
  { identity, region, tags }: Session,
): Keys[] {
  // Without the region, a policy or service control policy that limits regions denies everything (F7.9).
  const requestedRegion = (service === 'iam' && findIamRegion(identity.partition)) || region;
  const expected = Object.values(condition?.(scope) ?? {}).flatMap((keys) => Object.entries(keys));
  const setsTags = expected.some(([key]) => key.startsWith('aws:RequestTag/valkey-lab:'));
  const allTags = Object.entries(setsTags ? tags : {});
  const base = {
    'aws:RequestedRegion': requestedRegion,
    ...Object.fromEntries(allTags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
  const count = Math.max(1, ...expected.map(([, value]) => toList(value).length));
  return Array.from({ length: count }, (_, index) => {
    const chosen = expected.map(([key, value]) => [key, toList(value)[index] ?? toList(value)[0]]);
    return { ...base, ...Object.fromEntries(chosen) };
  });
}

const toList = (value: string | readonly string[]) => [value].flat();

/** Returns each `service:Action` that is not allowed on all the resources that need it. */
export async function findLacking(
  questions: readonly Question[],
  session: Session,
  source: string,
): Promise<Lacking[]> {
  const lacking = new Map<string, Lacking>();
  // One after another, because IAM allows only a few simulations a second.
  for (const question of questions) {
    for (const one of await askSimulation(session, source, question)) lacking.set(one.action, one);
  }
  return [...lacking.values()];
}

async function askSimulation(
  { aws, signal }: Session,
  source: string,
  { actions, arn, keys }: Question,
): Promise<Lacking[]> {
  signal.throwIfAborted();
  const client = await aws.iam();
  const input = {
    PolicySourceArn: source,
    ActionNames: [...actions],
    ResourceArns: [arn],
    ContextEntries: Object.entries(keys).map(([ContextKeyName, value]) => ({
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
      if (EvalDecision !== 'allowed') denied.push({ action, isByOrganization });
    }
  }
  return denied;
}
