import type { ServerlessCache, User, UserGroup } from '@aws-sdk/client-elasticache';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { type RolePolicies, readRolePolicies } from '../../aws/role-policies.js';
import { startReads } from '../../engine/context.js';
import { inspectOne, refuseForeign } from '../../engine/inspect.js';
import {
  defaultUser,
  executionAttachment,
  iamUser,
  lambdaFunction,
  role,
  serverlessCache,
  userGroup,
} from '../../resources/index.js';
import type { Topology } from '../../session/config.js';
import type { Session } from '../../session/session.js';

/** The resources that decide who can use the cache. `undefined`: the resource does not exist. */
export interface SetUpFacts {
  readonly names: Session['config']['names'];
  readonly arns: { readonly cache: string; readonly user: string };
  readonly cache: ServerlessCache | undefined;
  readonly userGroup: UserGroup | undefined;
  readonly iamUser: User | undefined;
  readonly defaultUser: User | undefined;
  readonly role: { readonly arn: string; readonly policies: RolePolicies } | undefined;
  readonly topology: Topology;
  readonly isExecutionPolicyAttached: boolean;
  readonly lambda: FunctionConfiguration | undefined;
}

/**
 * Reads the set-up. Changes nothing.
 * @throws LabError FOREIGN_RESOURCE, because the rules are only about the lab's own resources
 */
export async function readSetUp(ctx: Session): Promise<SetUpFacts> {
  const { names } = ctx.config;
  const reads = startReads();
  const look = async <Output, Found>(resource: Inspectable<Output, Found>) => ({
    resource,
    observation: await inspectOne(resource, ctx, reads),
  });
  const [inspected, policies] = await Promise.all([
    Promise.all([
      look(serverlessCache),
      look(role),
      look(executionAttachment),
      look(defaultUser),
      look(iamUser),
      look(userGroup),
      look(lambdaFunction),
    ]),
    readRolePolicies(ctx.aws, names.role),
  ]);
  refuseForeign(inspected, ctx);
  const [cache, ownRole, attachment, disabled, user, group, found] = inspected;
  const roleArn = ownRole.observation.output?.arn;
  return {
    names,
    arns: toArns(ctx),
    cache: cache.observation.found,
    userGroup: group.observation.found,
    iamUser: user.observation.found,
    defaultUser: disabled.observation.found,
    role: roleArn === undefined ? undefined : { arn: roleArn, policies },
    topology: ctx.config.topology,
    isExecutionPolicyAttached: attachment.observation.state === 'attached',
    lambda: found.observation.found?.configuration,
  };
}

/** Returns the facts of a lab of which nothing exists. */
export function toNoFacts(ctx: Session): SetUpFacts {
  const nothing = { cache: undefined, userGroup: undefined, iamUser: undefined };
  return {
    ...{ names: ctx.config.names, arns: toArns(ctx), ...nothing, defaultUser: undefined },
    topology: ctx.config.topology,
    ...{ role: undefined, isExecutionPolicyAttached: false, lambda: undefined },
  };
}

function toArns({ config, identity, region }: Session): SetUpFacts['arns'] {
  const prefix = `arn:${identity.partition}:elasticache:${region}:${identity.account}`;
  return {
    cache: `${prefix}:serverlesscache:${config.names.cache}`,
    user: `${prefix}:user:${config.names.iamUser}`,
  };
}

type Inspectable<Output, Found> = Parameters<typeof inspectOne<Session, Output, Found>>[0];
