import type { FoundFunction } from '../../aws/find-function.js';
import { type Difference, type Observation, toCurrent } from '../../engine/resource.js';
import { defineResource, type ResourceContext } from '../shared/define.js';
import { toOwned } from '../shared/ownership.js';
import { readFunction } from '../shared/reads.js';
import { toReason, waitUntilActive } from './active.js';
import { deleteFunction, updateCode, updateConfiguration, wakeFunction } from './change.js';
import {
  type ConfigurationParts,
  findConfigurationDrift,
  toConfiguration,
  toPresentEndpoint,
  toPresentNetwork,
} from './configuration.js';
import { createFunction } from './create.js';
import { listFunctions } from './list.js';
import type { FunctionNeeds, Role } from './needs.js';
import { functionPermissions } from './permissions.js';
import { lambdaQuotas } from './quotas.js';
import { runtime } from './runtime.js';
import { callWithSubnets } from './subnets.js';

/** The Lambda function in the cache's VPC. */
export const lambdaFunction = defineResource({
  name: 'function',
  kind: 'function',
  nameKey: 'function',
  madeBy: ['deploy-function'],
  permissions: functionPermissions,
  checks: [lambdaQuotas],
  settingsChecks: [runtime],
  listAll: listFunctions,
  dependsOn: ['role', 'vpcAttachment'],
  // The group exists before the first log line, so it is tagged and has a retention.
  uses: ['logGroup'],
  // Created while the cache is being created; it gets the endpoint when that is known.
  later: ['serverlessCache'],
  lookups: ['network', 'deploymentPackage'],

  label: (ctx) => ctx.config.names.function,

  async inspect(ctx) {
    const found = await readFunction(ctx);
    return found ? toObservation(ctx, found) : { state: 'absent' };
  },

  findDrift(
    ctx,
    found,
    { role, network, deploymentPackage, serverlessCache }: Partial<FunctionNeeds>,
  ) {
    const { configuration } = found;
    const drift: Difference[] = [];
    if (configuration.State === 'Inactive') drift.push({ field: 'inactive' });
    if (role && isOlderThan(found, role)) drift.push({ field: 'role made anew' });
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

  async ensure(ctx, { role, network, deploymentPackage, serverlessCache }: FunctionNeeds, seen) {
    const choice = { network, serverlessCache };
    const toWanted = (parts: Pick<ConfigurationParts, 'cache' | 'found'>) =>
      toConfiguration(ctx, { roleArn: role.arn, network, ...parts });
    let found = seen.found;
    if (found && mustBeMadeAnew(found, role)) {
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
    const isAsleep = settled.configuration.State === 'Inactive';
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
  const { State, FunctionArn: arn = '' } = found.configuration;
  return {
    state: (State ?? 'active').toLowerCase(),
    reason: toReason(found.configuration),
    arn,
    ...toOwned(ctx, found.tags),
    found,
    output: { arn },
  };
}

function toEnsured(outcome: 'created' | 'updated' | 'unchanged', { configuration }: FoundFunction) {
  const arn = configuration.FunctionArn ?? '';
  return { outcome, state: 'active', arn, output: { arn } } as const;
}

/** Lambda never repairs a failed function, and a deleting one is lost. */
function mustBeMadeAnew(found: FoundFunction, role: Role): boolean {
  const state: string = found.configuration.State ?? 'Active';
  return state === 'Failed' || state === 'Deleting' || isOlderThan(found, role);
}

/**
 * A role that was deleted and made again has the same ARN and is another to Lambda: what it was granted for
 * the function (the key of the environment variables) went with the first one.
 */
function isOlderThan({ configuration }: FoundFunction, role: Role): boolean {
  const changedMs = Date.parse(configuration.LastModified ?? '');
  // IAM tells whole seconds.
  return Math.floor(changedMs / 1000) < Math.floor(role.createdMs / 1000);
}
