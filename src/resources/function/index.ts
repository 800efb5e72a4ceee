import { ListTagsCommand, paginateListFunctions, TagResourceCommand } from '@aws-sdk/client-lambda';
import type { FoundFunction } from '../../aws/find-function.js';
import { type Difference, type Observation, toCurrent } from '../../engine/resource.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import { type Candidate, readListedTags } from '../shared/discovery.js';
import { toFunctionOwned } from '../shared/ownership.js';
import { readFunction } from '../shared/reads.js';
import { toReason, toState, waitUntilActive } from './active.js';
import { deleteFunction, updateCode, updateConfiguration, wakeFunction } from './change.js';
import {
  type ConfigurationParts,
  findConfigurationDrift,
  toConfiguration,
  toPresentEndpoint,
  toPresentNetwork,
} from './configuration.js';
import { createFunction } from './create.js';
import type { FunctionNeeds, Role } from './needs.js';
import { functionPermissions, lambdaQuotas } from './requirements.js';
import { runtime } from './runtime.js';
import { callWithSubnets } from './subnets.js';

/** The Lambda function, in the cache's VPC if the cache has one. */
export const lambdaFunction = defineResource({
  name: 'function',
  kind: 'function',
  nameKey: 'function',
  madeBy: ['deploy-function'],
  permissions: functionPermissions,
  checks: [lambdaQuotas],
  settingsChecks: [runtime],
  dependsOn: ['role', 'executionAttachment'],
  // The log group comes first: Lambda would create it without tags and retention.
  uses: ['logGroup'],
  // The function is created while the cache is, and gets the endpoint later.
  later: ['serverlessCache'],
  lookups: ['network', 'deploymentPackage'],

  label: (ctx) => ctx.config.names.function,

  async inspect(ctx) {
    const found = await readFunction(ctx);
    return found ? toObservation(ctx, found) : { state: 'absent' };
  },

  async listAll({ aws }) {
    const client = await aws.lambda();
    const found: Candidate[] = [];
    for await (const page of paginateListFunctions({ client }, {})) {
      for (const { FunctionName: name = '', FunctionArn: Resource, Role } of page.Functions ?? []) {
        const read = async () => (await client.send(new ListTagsCommand({ Resource }))).Tags;
        found.push({ name, readTags: () => readListedTags(read), role: Role });
      }
    }
    return found;
  },

  findObstacle({ config }, { configuration }) {
    const isInVpc = (configuration.VpcConfig?.SubnetIds ?? []).length > 0;
    if (config.topology === 'vpc' || !isInVpc) return undefined;
    // After a move out of the VPC, nothing would tell which network interfaces are left of it.
    const hint = { text: 'Run {command} first.', command: ['down'] };
    return { problem: 'is in a VPC, but the lab is public', hint };
  },

  findDrift(
    ctx,
    found,
    { role, network, deploymentPackage, serverlessCache }: Partial<FunctionNeeds>,
  ) {
    const { configuration } = found;
    const drift: Difference[] = [];
    if (toState(found) === 'inactive') drift.push({ field: 'inactive' });
    if (role && isOlderThan(found, role)) drift.push({ field: 'new role' });
    if (deploymentPackage && configuration.CodeSha256 !== deploymentPackage.codeSha256) {
      drift.push({ field: 'code' });
    }
    const wanted = toConfiguration(ctx, {
      roleArn: role?.arn ?? configuration.Role ?? '',
      network: network ?? toPresentNetwork(configuration),
      cache: serverlessCache?.known() ?? toPresentEndpoint(configuration),
      found: configuration,
    });
    return [...drift, ...findConfigurationDrift(configuration, wanted)];
  },

  async addTags(ctx, arn, tags) {
    const client = await ctx.aws.lambda();
    await client.send(new TagResourceCommand({ Resource: arn, Tags: { ...tags } }));
  },

  async ensure(ctx, { role, network, deploymentPackage, serverlessCache }: FunctionNeeds, seen) {
    const choice = { network, serverlessCache };
    const toWanted = (parts: Pick<ConfigurationParts, 'cache' | 'found'>) =>
      toConfiguration(ctx, { roleArn: role.arn, network, ...parts });
    let found = seen.found;
    if (found && mustBeReplaced(found, role)) {
      await deleteFunction(ctx);
      found = undefined;
    }
    if (!found) {
      const wanted = toWanted({ cache: serverlessCache.known() });
      const call = (settings: typeof wanted) => createFunction(ctx, settings, deploymentPackage);
      await callWithSubnets(ctx, wanted, { choice, call });
      const active = await waitUntilActive(ctx);
      const cache = await serverlessCache.wait();
      const complete = toWanted({ cache, found: active.configuration });
      await updateConfiguration(ctx, active, { wanted: complete, choice });
      return toEnsured('created', active);
    }
    const settled = await waitUntilActive(ctx, {
      refusesFailedUpdate: false,
      seen: toCurrent(seen),
    });
    const isAsleep = toState(settled) === 'inactive';
    const active = isAsleep ? await wakeFunction(ctx) : settled;
    const isCodeUpdated = await updateCode(ctx, active, deploymentPackage);
    const cache = await serverlessCache.wait();
    const wanted = toWanted({ cache, found: active.configuration });
    const isConfigurationUpdated = await updateConfiguration(ctx, active, { wanted, choice });
    const isUpdated = isAsleep || isCodeUpdated || isConfigurationUpdated;
    return toEnsured(isUpdated ? 'updated' : 'unchanged', active);
  },

  async destroy(ctx) {
    await deleteFunction(ctx);
    return 'deleted';
  },
});

function toObservation(
  ctx: ResourceContext,
  found: FoundFunction,
): Observation<{ arn: string }, FoundFunction> {
  const { FunctionArn: arn = '' } = found.configuration;
  return {
    state: toState(found),
    reason: toReason(found.configuration),
    arn,
    ...toFunctionOwned(ctx, found),
    found,
    output: { arn },
  };
}

function toEnsured(outcome: 'created' | 'updated' | 'unchanged', { configuration }: FoundFunction) {
  const arn = configuration.FunctionArn ?? '';
  return { outcome, state: 'active', arn, output: { arn } } as const;
}

/** Lambda never repairs a failed function, and never keeps a deleting one. */
function mustBeReplaced(found: FoundFunction, role: Role): boolean {
  return ['failed', 'deleting'].includes(toState(found)) || isOlderThan(found, role);
}

/**
 * Whether the role is newer than the function. A role that was deleted and created again has the same ARN, but Lambda's
 * grants for the function (on the key of the environment variables) belonged to the old role.
 */
function isOlderThan({ configuration }: FoundFunction, role: Role): boolean {
  const changedMs = Date.parse(configuration.LastModified ?? '');
  // IAM returns whole seconds.
  return Math.floor(changedMs / 1000) < Math.floor(role.createdMs / 1000);
}
