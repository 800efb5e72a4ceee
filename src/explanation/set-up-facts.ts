import type { ServerlessCache, User, UserGroup } from '@aws-sdk/client-elasticache';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { FoundFunction } from '../aws/find-function.js';
import { type RolePolicies, readRolePolicies } from '../aws/role-policies.js';
import { inspectAll, refuseForeign } from '../plan/inspect.js';
import type { Outputs, StepName } from '../plan/outputs.js';
import type { LabContext } from '../plan/step.js';
import { allSteps } from '../steps/index.js';

/** What there is of the lab, as far as it decides who gets into the cache. `undefined`: it is not there. */
export interface SetUpFacts {
  readonly names: LabContext['config']['names'];
  readonly arns: { readonly cache: string; readonly user: string };
  readonly cache: ServerlessCache | undefined;
  readonly userGroup: UserGroup | undefined;
  readonly iamUser: User | undefined;
  readonly defaultUser: User | undefined;
  readonly role: { readonly arn: string; readonly policies: RolePolicies } | undefined;
  readonly isVpcPolicyAttached: boolean;
  readonly lambda: FunctionConfiguration | undefined;
}

const STEPS: readonly StepName[] = [
  'serverlessCache',
  'role',
  'vpcAttachment',
  'defaultUser',
  'iamUser',
  'userGroup',
  'function',
];

/** Reads it; changes nothing. Throws LabError FOREIGN_RESOURCE where a name is somebody else's: no rule is about that. */
export async function readSetUp(ctx: LabContext): Promise<SetUpFacts> {
  const { config, identity, region } = ctx;
  const { names } = config;
  const steps = allSteps.filter(({ name }) => STEPS.includes(name));
  const [seen, policies] = await Promise.all([
    inspectAll(steps, ctx),
    readRolePolicies(ctx.aws, names.role),
  ]);
  refuseForeign(steps, seen, ctx);
  const find = <T>(name: StepName) => seen.get(name)?.found as T | undefined;
  const role = seen.get('role')?.output as Outputs['role'] | undefined;
  const prefix = `arn:${identity.partition}:elasticache:${region}:${identity.account}`;
  return {
    names,
    arns: {
      cache: `${prefix}:serverlesscache:${names.cache}`,
      user: `${prefix}:user:${names.iamUser}`,
    },
    cache: find('serverlessCache'),
    userGroup: find('userGroup'),
    iamUser: find('iamUser'),
    defaultUser: find('defaultUser'),
    role: role && { arn: role.arn, policies },
    isVpcPolicyAttached: seen.get('vpcAttachment')?.state === 'attached',
    lambda: find<FoundFunction>('function')?.configuration,
  };
}
